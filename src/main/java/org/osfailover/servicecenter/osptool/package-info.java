/**
 * The alternative to publishing through the web services: the vendor's OSPTool, run on the Controller as a job.
 */
@NullMarked
package org.osfailover.servicecenter.osptool;

import org.jspecify.annotations.NullMarked;
