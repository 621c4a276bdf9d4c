/**
 * The product's REST API and pages.
 */
@NullMarked
package org.osfailover.web;

import org.jspecify.annotations.NullMarked;
