/**
 * The process {@code install-service-center}: Service Center is installed on the new Controller.
 */
@NullMarked
package org.osfailover.procedure.installservicecenter;

import org.jspecify.annotations.NullMarked;
