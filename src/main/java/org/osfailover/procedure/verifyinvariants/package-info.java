/**
 * The process {@code verify-invariants}: what must be true at any time is read after every step; a breach stops the run.
 */
@NullMarked
package org.osfailover.procedure.verifyinvariants;

import org.jspecify.annotations.NullMarked;
