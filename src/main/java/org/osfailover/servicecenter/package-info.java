/**
 * The environment's Service Center: whether it answers, its licence, its solutions and their publication.
 */
@NullMarked
package org.osfailover.servicecenter;

import org.jspecify.annotations.NullMarked;
