/**
 * The process {@code request-license}: people get a licence file for a serial number, early or when one is needed.
 */
@NullMarked
package org.osfailover.procedure.requestlicense;

import org.jspecify.annotations.NullMarked;
