/**
 * The process {@code decide-on-server}: a person decides what machines can't know.
 */
@NullMarked
package org.osfailover.procedure.decideonserver;

import org.jspecify.annotations.NullMarked;
