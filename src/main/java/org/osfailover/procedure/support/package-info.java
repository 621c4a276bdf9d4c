/**
 * What the delegates of all procedures share: typed variables, outcomes translated for the model, the start guard.
 */
@NullMarked
package org.osfailover.procedure.support;

import org.jspecify.annotations.NullMarked;
