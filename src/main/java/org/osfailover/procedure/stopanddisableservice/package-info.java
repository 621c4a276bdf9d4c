/**
 * The process {@code stop-and-disable-service}: one service on one server is stopped, disabled, and read back.
 */
@NullMarked
package org.osfailover.procedure.stopanddisableservice;

import org.jspecify.annotations.NullMarked;
