/**
 * The process {@code republish-applications}: everything is published again.
 */
@NullMarked
package org.osfailover.procedure.republishapplications;

import org.jspecify.annotations.NullMarked;
