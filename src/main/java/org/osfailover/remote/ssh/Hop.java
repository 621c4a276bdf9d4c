package org.osfailover.remote.ssh;

import org.jspecify.annotations.Nullable;
import org.osfailover.farm.JumpHost;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;

/**
 * A machine that is logged in to: a server, or a jump host on the way to one.
 *
 * @param name as sentences call it: "fe1", "jump host bastion"
 */
record Hop(String name, SshEndpoint endpoint) {

    static Hop of(Server server) {
        return new Hop(server.id(), server.ssh());
    }

    /** The jump host that leads to this machine; null where it is reached directly. */
    @Nullable Hop before() {
        JumpHost jump = endpoint.jump();
        return jump == null ? null : new Hop("jump host " + jump.id(), jump.ssh());
    }

    /** Host and port: "10.0.0.11:22". */
    String address() {
        return endpoint.host() + ":" + endpoint.port();
    }

    /** With the way that leads there: "fe1 (10.0.0.11:22, through jump host bastion)". */
    @Override
    public String toString() {
        Hop before = before();
        return name + " (" + address() + (before == null ? "" : ", through " + before.name) + ")";
    }
}
