/** The application. Each sub-package is a capability of its own; {@code ArchitectureTest} holds who may use whom. */
@NullMarked
package org.osfailover;

import org.jspecify.annotations.NullMarked;
