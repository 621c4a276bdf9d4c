/**
 * Service Center over HTTP and SOAP 1.1.
 */
@NullMarked
package org.osfailover.servicecenter.soap;

import org.jspecify.annotations.NullMarked;
