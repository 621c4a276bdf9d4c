package org.osfailover.farm;

/** How a login that is not an administrator becomes one. */
public enum Elevation {
    NONE,
    SUDO
}
