/**
 * The procedure {@code undo-run}: the servers become again what they were before a run that was aborted.
 */
@NullMarked
package org.osfailover.procedure.undorun;

import org.jspecify.annotations.NullMarked;
