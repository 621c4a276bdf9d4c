package org.osfailover.farm;

import org.jspecify.annotations.Nullable;

/**
 * One server of an environment.
 *
 * @param address how the platform's servers know it; what is written as the Controller's location
 * @param group front-ends of one group are active or passive together; null for a server that is only a Controller
 */
public record Server(String id, String address, @Nullable String group, boolean canBeController, SshEndpoint ssh) {}
