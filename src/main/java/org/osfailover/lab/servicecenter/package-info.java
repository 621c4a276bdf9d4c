/**
 * The simulated Service Center: its web services over HTTP on every server's address, and the demo's pages on which a
 * person does what the real Licensing Portal and the real Service Center are used for. Written from the published service
 * descriptions; what no source says (encodings, words) is marked where it is chosen.
 */
@NullMarked
package org.osfailover.lab.servicecenter;

import org.jspecify.annotations.NullMarked;
