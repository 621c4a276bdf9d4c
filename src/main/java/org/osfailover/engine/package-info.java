/**
 * How Camunda is set up: deployment of models and forms, job executor, authentication, authorizations, hardening.
 * Knows nothing of OutSystems.
 */
@NullMarked
package org.osfailover.engine;

import org.jspecify.annotations.NullMarked;
