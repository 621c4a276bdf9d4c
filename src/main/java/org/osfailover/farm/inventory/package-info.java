/**
 * Reads the inventory file ({@code failover.inventory}) and keeps it up to date: YAML with positions, a JSON Schema,
 * and the checks a schema can't express. All errors are reported together, each with path and line;
 * a bad file never replaces a good one.
 */
@NullMarked
package org.osfailover.farm.inventory;

import org.jspecify.annotations.NullMarked;
