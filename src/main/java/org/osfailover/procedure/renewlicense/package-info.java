/**
 * The process {@code renew-license}: the licence for the new serial number, where one is needed.
 */
@NullMarked
package org.osfailover.procedure.renewlicense;

import org.jspecify.annotations.NullMarked;
