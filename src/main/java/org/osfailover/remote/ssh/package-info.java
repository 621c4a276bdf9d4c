/**
 * The only importer of sshj: connections with pinned host keys, one a server, many channels.
 */
@NullMarked
package org.osfailover.remote.ssh;

import org.jspecify.annotations.NullMarked;
