/**
 * The simulated farm: SSH servers and Service Centers of both stacks, for the demo and the tests. Written from what is
 * publicly known of the platform, not from our client; it refuses what the real platform would refuse.
 */
@NullMarked
package org.osfailover.lab;

import org.jspecify.annotations.NullMarked;
