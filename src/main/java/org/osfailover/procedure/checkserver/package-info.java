/**
 * The process {@code check-server}: reads whether one server is ready.
 */
@NullMarked
package org.osfailover.procedure.checkserver;

import org.jspecify.annotations.NullMarked;
