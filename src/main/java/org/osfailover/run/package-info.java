/**
 * One execution of a procedure: its lock, its commands, its decisions and deviations, its end. Own tables, written in
 * transactions of their own where they must survive the engine's rollback.
 */
@NullMarked
package org.osfailover.run;

import org.jspecify.annotations.NullMarked;
