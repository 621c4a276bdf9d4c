/**
 * What an environment is: its servers, groups, services and settings, what was last read of them, and what
 * may be done with them (eligibility, each verdict with its reason). Plain Java, no input and no output.
 * {@code Outcome}, {@code Verdict} and {@code RunStep} live here because every other package speaks them.
 */
@NullMarked
package org.osfailover.farm;

import org.jspecify.annotations.NullMarked;
