package org.osfailover.farm;

/**
 * A machine that connections to servers go through. It is no server of an environment: whether it answers says nothing
 * about the servers behind it.
 *
 * @param ssh where it is and how to log in, with a host key and credentials of its own; {@code elevate} is always NONE
 */
public record JumpHost(String id, SshEndpoint ssh) {}
