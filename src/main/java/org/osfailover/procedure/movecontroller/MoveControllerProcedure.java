package org.osfailover.procedure.movecontroller;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.RabbitMqPlacement;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.Server;
import org.osfailover.farm.Stack;
import org.osfailover.farm.Verdict;
import org.osfailover.procedure.support.KnownFaults;
import org.osfailover.procedure.support.LicenseFiles;
import org.osfailover.procedure.support.Procedure;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.StartRequest;
import org.osfailover.procedure.support.Variable;
import org.springframework.stereotype.Component;

/** Start variables of {@code move-controller}, and which of them are refused. */
@Component
class MoveControllerProcedure implements Procedure {

    @Override
    public String key() {
        return MoveControllerProcess.KEY;
    }

    @Override
    public Set<String> ownStartVariables() {
        return Set.of(
                RunVariables.NEW_CONTROLLER.name(),
                RunVariables.OLD_CONTROLLER.name(),
                MoveControllerVariables.MOVE_RABBIT_MQ.name(),
                LicenseFiles.VARIABLE);
    }

    @Override
    public List<String> problems(StartRequest request) {
        List<String> problems = new ArrayList<>();
        Optional<Server> oldController = oldController(request, problems);
        newController(request, oldController, problems);
        moveRabbitMq(request, problems);
        LicenseFiles.problem(request.execution()).ifPresent(problems::add);
        if (request.mode() == RunMode.PLANNED
                && !Boolean.TRUE.equals(request.execution().getVariable(RunVariables.REHEARSAL.name()))) {
            problems.addAll(KnownFaults.refusals(request.reading()));
        }
        return problems;
    }

    private static Optional<Server> oldController(StartRequest request, List<String> problems) {
        Environment environment = request.environment();
        Optional<Server> read = request.reading().controller();
        Optional<String> given = text(request.execution(), RunVariables.OLD_CONTROLLER, problems);
        if (given.isEmpty()) {
            if (read.isEmpty()) {
                problems.add("Which server is the Controller now can't be read from the servers of " + environment.id()
                        + ": give it as 'oldController' (" + ids(environment) + ").");
            }
            return read;
        }
        Optional<Server> named = environment.server(given.get());
        if (named.isEmpty()) {
            problems.add("'oldController' names '" + given.get() + "', which is not a server of " + environment.id()
                    + "; its servers are " + ids(environment) + ".");
        } else if (read.isPresent() && !read.equals(named)) {
            problems.add("'oldController' names '" + given.get() + "', but the servers say that the Controller is '"
                    + read.get().id() + "'. Leave 'oldController' out; it is only for when that can't be read.");
        }
        return named;
    }

    private static void newController(StartRequest request, Optional<Server> oldController, List<String> problems) {
        Environment environment = request.environment();
        Optional<String> given = text(request.execution(), RunVariables.NEW_CONTROLLER, problems);
        if (given.isEmpty()) {
            problems.add("'newController' is missing: give the id of the server that is to become the Controller ("
                    + ids(environment) + ").");
            return;
        }
        Optional<Server> server = environment.server(given.get());
        if (server.isEmpty()) {
            problems.add("'newController' names '" + given.get() + "', which is not a server of " + environment.id()
                    + "; its servers are " + ids(environment) + ".");
        } else if (oldController.equals(server)) {
            problems.add("'" + given.get() + "' is the Controller already: the new Controller must be another server.");
        } else if (request.lostServers().contains(given.get())) {
            problems.add("'" + given.get() + "' can't become the Controller and be one of 'lostServers' at once.");
        } else if (request.reading().eligibleAsController(server.get()) instanceof Verdict.Refused refused
                && refused.code() != RefusalCode.SERVER_SLOW) { // read with patience before the plan
            problems.add("'" + given.get() + "' can't become the Controller: " + refused.reason() + ".");
        }
    }

    private static void moveRabbitMq(StartRequest request, List<String> problems) {
        Object value = request.execution().getVariable(MoveControllerVariables.MOVE_RABBIT_MQ.name());
        if (value == null) {
            return;
        }
        Environment environment = request.environment();
        if (!(value instanceof Boolean move)) {
            problems.add("'moveRabbitMq' must be true or false.");
        } else if (move && environment.stack() == Stack.JAVA) {
            problems.add("'moveRabbitMq' is only for the .NET stack; " + environment.id()
                    + " runs on the Java stack, which has no RabbitMQ. Leave it out.");
        } else if (move && environment.rabbitMq() != RabbitMqPlacement.ON_CONTROLLER) {
            problems.add("'moveRabbitMq' is true, but the inventory says that RabbitMQ of " + environment.id()
                    + " is not on the Controller (rabbitMq). Leave it out, or correct the inventory.");
        }
    }

    private static Optional<String> text(
            DelegateExecution execution, Variable<String> variable, List<String> problems) {
        Object value = execution.getVariable(variable.name());
        if (value != null && !(value instanceof String)) {
            problems.add("'" + variable.name() + "' must be a String.");
        }
        return value instanceof String text && !text.isBlank() ? Optional.of(text.strip()) : Optional.empty();
    }

    private static String ids(Environment environment) {
        return String.join(", ", environment.servers().stream().map(Server::id).toList());
    }
}
