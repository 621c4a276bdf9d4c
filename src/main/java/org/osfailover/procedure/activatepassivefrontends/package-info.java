/**
 * The procedure {@code activate-passive-front-ends}: the passive group takes over.
 */
@NullMarked
package org.osfailover.procedure.activatepassivefrontends;

import org.jspecify.annotations.NullMarked;
