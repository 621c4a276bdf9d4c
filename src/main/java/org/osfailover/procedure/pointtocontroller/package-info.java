/**
 * The process {@code point-to-controller}: one server gets the new Controller's address, brought into force.
 */
@NullMarked
package org.osfailover.procedure.pointtocontroller;

import org.jspecify.annotations.NullMarked;
