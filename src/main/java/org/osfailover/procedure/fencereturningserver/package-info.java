/**
 * The process {@code fence-returning-server}: a server that a run has gone on without is disabled at its return, before
 * anything else touches it.
 */
@NullMarked
package org.osfailover.procedure.fencereturningserver;

import org.jspecify.annotations.NullMarked;
