/**
 * A machine one can act on: typed command lines, deadlines, results that know what they don't know, and dialogues
 * with interactive tools. Nothing here knows what OutSystems is, nor which protocol is underneath.
 */
@NullMarked
package org.osfailover.remote;

import org.jspecify.annotations.NullMarked;
