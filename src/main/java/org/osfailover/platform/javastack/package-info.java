/**
 * The Java stack (Linux): {@code service outsystems}, {@code serviceconfigurator.sh} and {@code configurationtool.sh}, with their dialogues.
 */
@NullMarked
package org.osfailover.platform.javastack;

import org.jspecify.annotations.NullMarked;
