/**
 * An OutSystems server one can act on: its services, the Controller's address it uses, the installation of Service
 * Center. Every changing call probes, acts only where needed, and probes again.
 */
@NullMarked
package org.osfailover.platform;

import org.jspecify.annotations.NullMarked;
