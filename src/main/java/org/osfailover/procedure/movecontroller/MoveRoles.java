package org.osfailover.procedure.movecontroller;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.farm.Verdict;
import org.osfailover.run.EnabledRole;

/** Which server has which part in a move, as the farm is now, or why that can't be said. */
sealed interface MoveRoles {

    /**
     * @param oldController the server whose place is taken
     * @param controllersToStop every server whose Controller must not run: the old one first, then any other with an
     *     enabled or running Controller service (safety rule 3)
     */
    record Assigned(Server newController, String oldController, List<String> controllersToStop) implements MoveRoles {

        /** Those that have a Controller beside the old one. */
        List<String> secondControllers() {
            return controllersToStop.subList(1, controllersToStop.size());
        }
    }

    record Unclear(@Nullable String serverId, String sentence) implements MoveRoles {}

    /**
     * What the servers say counts; only where they don't tell who the Controller is, what was given or found before.
     *
     * @param knownBefore the old Controller, as the start gave it or an earlier plan found it
     * @param leftOut servers that the run goes on without
     * @param unseen what runs have enabled on servers that can't be read: it counts as running
     */
    static MoveRoles of(
            FarmReading reading,
            String newController,
            Optional<String> knownBefore,
            Set<String> leftOut,
            List<EnabledRole> unseen) {
        Optional<Server> target = reading.environment().server(newController);
        if (target.isEmpty()) {
            return new Unclear(
                    null,
                    "server '" + newController + "', the new Controller, has gone from the inventory of "
                            + reading.environment().id() + ". Put it back, then choose RETRY.");
        }
        Optional<String> old = reading.controller().map(Server::id).or(() -> knownBefore);
        if (old.isEmpty()) {
            return new Unclear(
                    null,
                    "which server is the Controller can't be read from the servers any more (it could at the start)."
                            + " RETRY when they can be read; or ABORT, and start again with its id as 'oldController'.");
        }
        if (old.get().equals(newController)) {
            return new Unclear(
                    newController,
                    "it has become the Controller since the start, not by this run, so there is nothing to move. ABORT"
                            + " this run, and see what else was changed.");
        }
        if (reading.eligibleAsController(target.get()) instanceof Verdict.Refused refused
                && !refused.code().isReadAgain()) {
            return new Unclear(newController, "it can't become the Controller any more: " + refused.reason() + ".");
        }
        Set<String> toStop = new LinkedHashSet<>(List.of(old.get()));
        reading.serversWithController().stream()
                .map(Server::id)
                .filter(id -> !id.equals(newController))
                .forEach(toStop::add);
        unseen.stream()
                .filter(role -> role.service() == PlatformService.CONTROLLER)
                .map(EnabledRole::server)
                .filter(id -> !id.equals(newController))
                .forEach(toStop::add);
        return toStop.stream()
                .filter(leftOut::contains)
                .findFirst()
                .<MoveRoles>map(id -> new Unclear(
                        id,
                        "a person has left it out, and it has a Controller, which the move has to stop. ABORT this run"
                                + " and start again."))
                .orElseGet(() -> new Assigned(target.get(), old.get(), List.copyOf(toStop)));
    }
}
