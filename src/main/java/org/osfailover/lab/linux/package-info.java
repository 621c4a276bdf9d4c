/** A server of the Java stack: as much of a shell as is needed, and the platform's tools. */
@NullMarked
package org.osfailover.lab.linux;

import org.jspecify.annotations.NullMarked;
