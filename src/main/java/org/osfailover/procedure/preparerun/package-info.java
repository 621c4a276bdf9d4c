/**
 * The process {@code prepare-run}: the plan is approved, and servers out of reach are decided on, before anything changes.
 */
@NullMarked
package org.osfailover.procedure.preparerun;

import org.jspecify.annotations.NullMarked;
