/**
 * The process {@code abort-run}: nothing new begins, and what is under way ends and is recorded.
 */
@NullMarked
package org.osfailover.procedure.abortrun;

import org.jspecify.annotations.NullMarked;
