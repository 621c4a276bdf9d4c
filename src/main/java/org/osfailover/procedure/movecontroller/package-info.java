/**
 * The procedure {@code move-controller}: the Controller role moves to another server.
 */
@NullMarked
package org.osfailover.procedure.movecontroller;

import org.jspecify.annotations.NullMarked;
