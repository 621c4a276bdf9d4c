package org.osfailover.remote.ssh;

import org.osfailover.farm.Server;

/** A server as sentences name it: "fe1 (10.0.0.11:22)". */
final class Named {

    private Named() {}

    static String of(Server server) {
        return server.id() + " (" + server.ssh().host() + ":" + server.ssh().port() + ")";
    }
}
