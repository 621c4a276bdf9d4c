/**
 * The process {@code check-readiness}: could we fail over right now? It only reads.
 */
@NullMarked
package org.osfailover.procedure.checkreadiness;

import org.jspecify.annotations.NullMarked;
