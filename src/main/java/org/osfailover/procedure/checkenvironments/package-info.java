/**
 * The process {@code check-environments}: a timer has every environment checked.
 */
@NullMarked
package org.osfailover.procedure.checkenvironments;

import org.jspecify.annotations.NullMarked;
