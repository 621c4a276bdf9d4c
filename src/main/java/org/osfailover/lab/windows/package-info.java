/** A server of the .NET stack: what Windows PowerShell finds there, played by the farm or by a real engine. */
@NullMarked
package org.osfailover.lab.windows;

import org.jspecify.annotations.NullMarked;
