package org.osfailover.platform;

/** What an assumption about the platform rests on. */
public enum Evidence {
    /** The vendor's own documentation says so. */
    DOCUMENTED,
    /** Read in published source code that works with the platform. */
    IN_PUBLISHED_CODE,
    /** Concluded from what is documented; no source says it. */
    INFERRED,
    /** Nothing public says it: a guess that is to be checked on a real server. */
    ASSUMED
}
