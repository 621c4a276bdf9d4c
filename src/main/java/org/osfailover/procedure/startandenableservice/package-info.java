/**
 * The process {@code start-and-enable-service}: one service on one server is set to automatic, started, and waited for.
 */
@NullMarked
package org.osfailover.procedure.startandenableservice;

import org.jspecify.annotations.NullMarked;
