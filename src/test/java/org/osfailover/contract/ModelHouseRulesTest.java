package org.osfailover.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.CatchEvent;
import org.camunda.bpm.model.bpmn.instance.Documentation;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.Error;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.Event;
import org.camunda.bpm.model.bpmn.instance.EventDefinition;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.ExtensionElements;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.IntermediateCatchEvent;
import org.camunda.bpm.model.bpmn.instance.MultiInstanceLoopCharacteristics;
import org.camunda.bpm.model.bpmn.instance.ParallelGateway;
import org.camunda.bpm.model.bpmn.instance.ScriptTask;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.Task;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaExecutionListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFailedJobRetryTimeCycle;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaScript;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaTaskListener;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The house rules of the models, one a method. Every violation of a rule is reported at once, as
 * {@code file.bpmn#element: what is wrong}. What bpmnlint knows is not repeated here ({@code tools/}).
 */
class ModelHouseRulesTest {

    private static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";
    private static final String MODELER = "http://camunda.org/schema/modeler/1.0";

    /** Tasks that begin with one of these verbs change something, and must never be repeated with what follows them. */
    private static final Set<String> ACTING_VERBS = Set.of(
            "apply", "create", "disable", "enable", "end", "install", "leave", "point", "publish", "record", "remind",
            "start", "stop", "switch", "write");

    private static final Set<String> LOOKING_VERBS =
            Set.of("check", "compare", "follow", "let", "locate", "plan", "read", "verify");

    /** Tasks that never throw STEP_FAILED: an unknown answer is an answer, and technical problems are incidents. */
    private static final Set<String> NEVER_FAIL = Set.of(
            "serviceTask_checkServer",
            "serviceTask_compareSerialNumber",
            "serviceTask_compareServers",
            "serviceTask_endFence",
            "serviceTask_leaveFences",
            "serviceTask_letCommandsEnd",
            "serviceTask_readLicense",
            "serviceTask_readLicenseAgain",
            "serviceTask_readServersOutOfReach",
            "serviceTask_recordDecision",
            "serviceTask_recordRequest",
            "serviceTask_remindPeople",
            "serviceTask_switchMode",
            "serviceTask_verifyLicense");

    /** Of processes that no run calls, or that need no lock. */
    private static final Map<String, String> OTHER_GUARDS = Map.of(
            "fence-returning-server", "start ${fenceGuard}",
            "check-readiness", "end ${readinessGuard}",
            "check-server", "start ${partOfCheckGuard}",
            // nothing but the timer starts it
            "check-environments", "");

    @Test
    void file_isNamedAfterItsProcess() {
        check(
                "the file name is the process key: one finds the model of what one sees in Cockpit",
                (model, violations) -> {
                    if (model.all(org.camunda.bpm.model.bpmn.instance.Process.class)
                                    .size()
                            != 1) {
                        violations.add(model.key() + ".bpmn: holds not exactly one process");
                    }
                    if (!model.process().getId().equals(model.key())) {
                        violations.add(model.at(model.process()) + ": process key is not the file name");
                    }
                    if (!model.key().matches("[a-z]+(-[a-z]+)+")) {
                        violations.add(model.key() + ".bpmn: not kebab-case, verb first");
                    }
                });
    }

    @Test
    void process_saysWhatTheEngineAndTasklistNeed() {
        check(
                "without them the engine refuses the model, or Tasklist offers what must not be started",
                (model, violations) -> {
                    var process = model.process();
                    expect(
                            violations,
                            model.at(process),
                            "isExecutable",
                            "true",
                            String.valueOf(process.isExecutable()));
                    expect(
                            violations,
                            model.at(process),
                            "historyTimeToLive",
                            // a check every half hour must not fill the database
                            model.key().startsWith("check-") ? "P7D" : "P365D",
                            process.getCamundaHistoryTimeToLiveString());
                    expect(violations, model.at(process), "versionTag", "0.1.0", process.getCamundaVersionTag());
                    var definitions = model.instance().getDefinitions();
                    expect(
                            violations,
                            model.key() + ".bpmn",
                            "executionPlatform",
                            "Camunda Platform",
                            definitions.getAttributeValueNs(MODELER, "executionPlatform"));
                    expect(
                            violations,
                            model.key() + ".bpmn",
                            "executionPlatformVersion",
                            "7.24.0",
                            definitions.getAttributeValueNs(MODELER, "executionPlatformVersion"));
                    expect(
                            violations,
                            model.at(process),
                            "candidateStarterGroups",
                            model.isProcedure() || model.key().equals("check-readiness") ? "platform-operators" : null,
                            process.getCamundaCandidateStarterGroups());
                    if (!String.valueOf(process.getName())
                            .matches("[A-Z][^A-Z]*( (Controller|Service Center))?.*[a-z]")) {
                        violations.add(model.at(process) + ": name is not in sentence case");
                    }
                });
    }

    @Test
    void startEvent_hasItsGuard() {
        check(
                "nothing runs without validation and lock; only an end listener sees what Tasklist's form has set",
                (model, violations) -> {
                    for (var start : model.process().getChildElementsByType(StartEvent.class)) {
                        var listeners = extensions(start, CamundaExecutionListener.class).stream()
                                .map(listener ->
                                        listener.getCamundaEvent() + " " + listener.getCamundaDelegateExpression())
                                .toList();
                        String wanted = model.isProcedure()
                                ? "end ${startGuard}"
                                : OTHER_GUARDS.getOrDefault(model.key(), "start ${buildingBlockGuard}");
                        if (!listeners.equals(wanted.isEmpty() ? List.of() : List.of(wanted))) {
                            violations.add(model.at(start) + ": listeners are " + listeners + ", not [" + wanted + "]");
                        }
                        if (model.isProcedure()) {
                            expect(
                                    violations,
                                    model.at(start),
                                    "formKey",
                                    "embedded:deployment:forms/" + model.key() + "/start.html",
                                    start.getCamundaFormKey());
                            if (!property(start, "startVariables")
                                    .startsWith(
                                            "environment,mode,reason,rehearsal,changeTicket,incidentStartedAt,lostServers")) {
                                violations.add(model.at(start)
                                        + ": property startVariables does not begin with the common ones");
                            }
                        }
                    }
                });
    }

    @Test
    void procedure_tellsTheRunHowItEnded() {
        check("a run that ends without a word keeps its lock", (model, violations) -> {
            if (!model.isProcedure()) {
                return;
            }
            var ends = new ArrayList<>(model.process().getChildElementsByType(EndEvent.class));
            model.all(SubProcess.class).stream()
                    .filter(SubProcess::triggeredByEvent)
                    .filter(aside -> aside.getChildElementsByType(StartEvent.class).stream()
                            .allMatch(StartEvent::isInterrupting))
                    .forEach(abort -> ends.addAll(abort.getChildElementsByType(EndEvent.class)));
            for (var end : ends) {
                boolean good = !end.getId().matches("endEvent_(runAborted|abortedOnRequest|planRejected)");
                String wanted = good ? "end ${runCompletedListener}" : "end ${runAbortedListener}";
                var listeners = extensions(end, CamundaExecutionListener.class).stream()
                        .map(listener -> listener.getCamundaEvent() + " " + listener.getCamundaDelegateExpression())
                        .toList();
                if (!listeners.equals(List.of(wanted))) {
                    violations.add(model.at(end) + ": listeners are " + listeners + ", not [" + wanted + "]");
                }
            }
        });
    }

    @Test
    void ids_nameTypeAndWhat() {
        check("one name in model, code, test and log", (model, violations) -> {
            for (var node : model.all(FlowNode.class)) {
                if (!node.getId().matches(prefix(node) + "_[a-z][a-zA-Z0-9]*")) {
                    violations.add(model.at(node) + ": is not " + prefix(node) + "_<lowerCamel>");
                }
            }
            for (var error : model.all(Error.class)) {
                if (!error.getErrorCode().equals(screaming(Models.bareName(error)))
                        || !error.getId().startsWith("error_")) {
                    violations.add(model.at(error) + ": id and code " + error.getErrorCode() + " do not say the same");
                }
            }
            for (var definition : model.all(EventDefinition.class)) {
                String wanted = definition.getElementType().getTypeName() + "_"
                        + Models.bareName((BaseElement) definition.getParentElement());
                if (!definition.getId().equals(wanted)) {
                    violations.add(model.at(definition) + ": is not " + wanted);
                }
            }
        });
    }

    @Test
    void flowIds_nameSourceAndTarget() {
        check(
                "a moved flow is a renamed flow; where two elements share a name, the type is part of it",
                (model, violations) -> {
                    var shared = model.all(FlowNode.class).stream()
                            .collect(Collectors.groupingBy(Models::bareName, Collectors.counting()));
                    for (var flow : model.all(SequenceFlow.class)) {
                        String wanted = "flow_" + nameInFlow(flow.getSource(), shared) + "To"
                                + capital(nameInFlow(flow.getTarget(), shared));
                        if (!flow.getId().equals(wanted)) {
                            violations.add(model.at(flow) + ": is not " + wanted);
                        }
                    }
                });
    }

    @Test
    void labels_areThereAndSpeak() {
        check("the diagram is read aloud at night", (model, violations) -> {
            for (var node : model.all(FlowNode.class)) {
                String name = String.valueOf(node.getName());
                boolean forks = asks(node);
                if (node instanceof Gateway && !forks) {
                    if (node.getName() != null) {
                        violations.add(model.at(node) + ": asks nothing, and has a name");
                    }
                } else if (!name.matches("[A-Z].+")) {
                    violations.add(model.at(node) + ": has no name with a capital: " + name);
                } else if (node instanceof Gateway && !name.endsWith("?")) {
                    violations.add(model.at(node) + ": is not a question: " + name);
                }
            }
            for (var flow : model.all(SequenceFlow.class)) {
                boolean answer = flow.getSource() instanceof Gateway && asks(flow.getSource());
                if (answer != (flow.getName() != null)) {
                    violations.add(model.at(flow)
                            + (answer ? ": an answer without a label" : ": a label where nothing was asked"));
                }
            }
        });
    }

    @Test
    void documentation_saysWhatIsDoneAndTheVendorsStep() {
        check("docs/procedures is made of it, and Tasklist shows it", (model, violations) -> {
            var documented = new ArrayList<BaseElement>();
            documented.add(model.process());
            documented.addAll(model.all(Activity.class));
            for (var element : documented) {
                String text = element.getChildElementsByType(Documentation.class).stream()
                        .map(Documentation::getTextContent)
                        .collect(Collectors.joining());
                if (text.length() < 60) {
                    violations.add(model.at(element) + ": says too little: " + text);
                }
                if (!text.matches(
                        "(?s).*(Vendor step: Platform Server failover procedures, (Activate a passive front-end|Move controller), step|Not in the vendor's document).*")) {
                    violations.add(model.at(element)
                            + ": names no step of the vendor's document, and does not say that there is none");
                }
                if (text.contains("${") || text.contains("#{")) {
                    violations.add(model.at(element) + ": an expression here is evaluated for a task's description");
                }
            }
        });
    }

    @Test
    void code_isBehindDelegatesOnly() {
        check("a script in a model is code nobody reviews, tests or formats", (model, violations) -> {
            model.all(ScriptTask.class).forEach(task -> violations.add(model.at(task) + ": script task"));
            model.all(CamundaScript.class).forEach(script -> violations.add(model.key() + ".bpmn: a script"));
            for (var task : model.all(ServiceTask.class)) {
                expect(
                        violations,
                        model.at(task),
                        "delegateExpression",
                        "${" + Models.bareName(task) + "Delegate}",
                        task.getCamundaDelegateExpression());
                for (var other : List.of("class", "expression", "type", "topic")) {
                    expect(violations, model.at(task), other, null, task.getAttributeValueNs(CAMUNDA, other));
                }
            }
            for (var listener : model.all(CamundaExecutionListener.class)) {
                if (listener.getCamundaDelegateExpression() == null) {
                    violations.add(model.key() + ".bpmn: an execution listener without delegateExpression");
                }
            }
        });
    }

    @Test
    void conditions_areOneAnswerOrItsNegation() {
        check(
                "what decides has a name that Cockpit shows; an answer nobody gave fails loudly where the positive one is asked first",
                (model, violations) -> {
                    for (var gateway : model.all(ExclusiveGateway.class)) {
                        if (gateway.getOutgoing().size() < 2) {
                            continue;
                        }
                        boolean first = true;
                        for (var flow : gateway.getOutgoing()) {
                            boolean isDefault = flow.equals(gateway.getDefault());
                            var condition = flow.getConditionExpression();
                            if (isDefault == (condition != null)) {
                                violations.add(model.at(flow) + ": is neither conditional nor the default, or both");
                            } else if (condition != null) {
                                String text = condition.getTextContent();
                                if (condition.getLanguage() != null || !text.matches("\\$\\{!?[a-z][a-zA-Z]*}")) {
                                    violations.add(model.at(flow) + ": condition is not one variable or its negation: "
                                            + text);
                                }
                                if (first && text.startsWith("${!")) {
                                    violations.add(
                                            model.at(flow) + ": the negative answer stands before the positive one");
                                }
                            }
                            first = false;
                        }
                    }
                });
    }

    @Test
    void savePoints_workBeginsWithOneAndWaitsEndWithOne() {
        check("a crash or a lost race must never repeat a command", (model, violations) -> {
            for (var node : model.all(FlowNode.class)) {
                boolean before = node instanceof ServiceTask || node instanceof CallActivity || loops(node);
                boolean wait = node instanceof UserTask
                        || node instanceof IntermediateCatchEvent
                        || node instanceof BoundaryEvent;
                boolean begin = node instanceof StartEvent && !inPlainSubProcess(node);
                boolean after = wait || begin || (node instanceof ServiceTask task && acts(task));
                expect(
                        violations,
                        model.at(node),
                        "asyncBefore",
                        String.valueOf(before),
                        String.valueOf(node.isCamundaAsyncBefore()));
                expect(
                        violations,
                        model.at(node),
                        "asyncAfter",
                        String.valueOf(after),
                        String.valueOf(node.isCamundaAsyncAfter()));
                expect(violations, model.at(node), "exclusive", "true", String.valueOf(node.isCamundaExclusive()));
            }
            for (var task : model.all(ServiceTask.class)) {
                String verb = Models.bareName(task).replaceAll("[A-Z].*", "");
                if (ACTING_VERBS.contains(verb) == LOOKING_VERBS.contains(verb)) {
                    violations.add(model.at(task) + ": say in this test whether \"" + verb + "\" changes something");
                }
            }
        });
    }

    @Test
    void retries_areExplicit() {
        check("the engine's default is three attempts at once, which hammers a dead server", (model, violations) -> {
            for (var node : model.all(FlowNode.class)) {
                if (!node.isCamundaAsyncBefore()) {
                    continue;
                }
                String wanted = node.getId().equals("serviceTask_publishSolution") ? "R1/PT0S" : "R3/PT5S";
                var cycles = extensions(node, CamundaFailedJobRetryTimeCycle.class).stream()
                        .map(cycle -> cycle.getTextContent())
                        .toList();
                if (!cycles.equals(List.of(wanted))) {
                    violations.add(model.at(node) + ": retry cycle is " + cycles + ", not [" + wanted + "]");
                }
            }
        });
    }

    @Test
    void loops_saveEachServerBeforeTheyJoin() {
        check("without it a lost race at the join repeats the last command on a server", (model, violations) -> {
            for (var loop : model.all(MultiInstanceLoopCharacteristics.class)) {
                var activity = (Activity) loop.getParentElement();
                expect(
                        violations,
                        model.at(activity),
                        "asyncAfter of the loop",
                        "true",
                        String.valueOf(loop.isCamundaAsyncAfter()));
                expect(
                        violations,
                        model.at(activity),
                        "exclusive of the loop",
                        "true",
                        String.valueOf(loop.isCamundaExclusive()));
                if (loop.isSequential() == (activity instanceof CallActivity)) {
                    violations.add(
                            model.at(activity) + ": called processes run side by side, waves one after the other");
                }
                if (!String.valueOf(loop.getCamundaCollection())
                        .matches(
                                "\\$\\{serversOfRun\\.(takingPart\\(runId, \\w+\\)|waves\\(waveMode, \\w+\\))}|\\$\\{readinessSchedule\\.environments\\(\\)}")) {
                    violations.add(
                            model.at(activity) + ": asks for another collection: " + loop.getCamundaCollection());
                }
            }
        });
    }

    @Test
    void callActivities_callWhatWasDeployedTogetherAndSayWhoseRunItIs() {
        check(
                "a run never mixes versions, and everything of it is found under one business key",
                (model, violations) -> {
                    for (var call : model.all(CallActivity.class)) {
                        expect(
                                violations,
                                model.at(call),
                                "calledElementBinding",
                                "deployment",
                                call.getCamundaCalledElementBinding());
                        if (Models.all().stream()
                                .noneMatch(called -> called.key().equals(call.getCalledElement()))) {
                            violations.add(model.at(call) + ": no model " + call.getCalledElement());
                        }
                        var ins = extensions(call, CamundaIn.class);
                        if (model.key().equals("check-environments")) {
                            // no run: an environment is all there is to pass on
                            continue;
                        }
                        if (ins.stream().noneMatch(in -> "#{execution.processBusinessKey}"
                                .equals(in.getCamundaBusinessKey()))) {
                            violations.add(model.at(call) + ": the business key is not passed on");
                        }
                        var targets =
                                ins.stream().map(CamundaIn::getCamundaTarget).toList();
                        var wanted = new ArrayList<>(List.of("environment", "environmentName", "runId", "mode"));
                        wanted.addAll(INPUTS.getOrDefault(
                                String.valueOf(call.getCalledElement()), List.of("an entry for it in this test")));
                        wanted.stream()
                                .filter(variable -> !targets.contains(variable))
                                .forEach(variable -> violations.add(model.at(call) + ": does not pass " + variable));
                    }
                });
    }

    /** What each called process needs beyond the four that every one gets. */
    private static final Map<String, List<String>> INPUTS = Map.ofEntries(
            Map.entry("abort-run", List.of()),
            Map.entry("activate-passive-front-ends", List.of()),
            Map.entry("check-readiness", List.of("lostServers")),
            Map.entry("check-server", List.of("serverId", "checkId")),
            Map.entry("verify-invariants", List.of("addressSettled")),
            Map.entry(
                    "decide-on-server",
                    List.of("serverId", "problem", "problemCode", "step", "skipAllowed", "skipRefusal")),
            Map.entry("install-service-center", List.of("newController")),
            Map.entry(
                    "point-to-controller",
                    List.of("serverId", "controllerAddress", "cacheServiceHost", "createCacheService")),
            Map.entry("prepare-run", List.of("approvalNeeded")),
            Map.entry(
                    "renew-license",
                    List.of(
                            "newController",
                            "licenseByHand",
                            "licenseFileAtHand",
                            "licenseFile",
                            "requestedSerialNumber")),
            Map.entry("republish-applications", List.of("newController", "publishByHand")),
            Map.entry(
                    "request-license",
                    List.of(
                            "newController",
                            "licenseByHand",
                            "serialNumber",
                            "licenseNote",
                            "licenseRejection",
                            "freeUpNeeded")),
            Map.entry("start-and-enable-service", List.of("serverId", "service", "startNow", "runningIsEnough")),
            Map.entry("stop-and-disable-service", List.of("serverId", "service")));

    @Test
    void userTasks_haveGroupFormListenerAndAllowedVariables() {
        check(
                "who may do it, what is asked, who checks the answer and what it may set are part of the contract",
                (model, violations) -> {
                    for (var task : model.all(UserTask.class)) {
                        if (!Set.of("platform-operators", "failover-approvers", "license-managers")
                                .contains(String.valueOf(task.getCamundaCandidateGroups()))) {
                            violations.add(model.at(task) + ": unknown group " + task.getCamundaCandidateGroups());
                        }
                        expect(
                                violations,
                                model.at(task),
                                "formKey",
                                "embedded:deployment:forms/" + model.key() + "/" + kebab(Models.bareName(task))
                                        + ".html",
                                task.getCamundaFormKey());
                        var listeners = extensions(task, CamundaTaskListener.class).stream()
                                .map(listener ->
                                        listener.getCamundaEvent() + " " + listener.getCamundaDelegateExpression())
                                .toList();
                        List<String> wanted = List.of(
                                "create ${rehearsedAnswer}", "complete ${" + Models.bareName(task) + "Listener}");
                        if (!listeners.equals(wanted)) {
                            violations.add(model.at(task) + ": listeners are " + listeners + ", not " + wanted);
                        }
                        if (!property(task, "completion").matches("[a-z][a-zA-Z]*(,[a-z][a-zA-Z]*)*")) {
                            violations.add(model.at(task) + ": property completion does not name variables: "
                                    + property(task, "completion"));
                        }
                    }
                });
    }

    @Test
    void formKeys_nameFilesUnderForms() {
        assumeThat(Path.of("forms")).exists();
        check("a task whose form is missing can't be completed in Tasklist", (model, violations) -> {
            var keys = new TreeSet<String>();
            model.all(UserTask.class).forEach(task -> keys.add(task.getCamundaFormKey()));
            model.all(StartEvent.class).stream()
                    .map(StartEvent::getCamundaFormKey)
                    .filter(key -> key != null)
                    .forEach(keys::add);
            keys.stream()
                    .map(key -> Path.of(key.replaceFirst("embedded:deployment:", "")))
                    .filter(file -> !Files.isRegularFile(file))
                    .forEach(file -> violations.add(model.key() + ".bpmn: no file " + file));
        });
    }

    @Test
    void failures_ofEveryStepAreCaughtInTheModel() {
        check(
                "what a step expects to go wrong is put before a person, not left to an incident",
                (model, violations) -> {
                    for (var task : model.all(ServiceTask.class)) {
                        boolean caught = false;
                        for (BaseElement at = task;
                                at instanceof Activity activity;
                                at = (BaseElement) at.getParentElement()) {
                            caught |= caughtAt(model, activity).contains("STEP_FAILED");
                        }
                        if (caught == NEVER_FAIL.contains(task.getId())) {
                            violations.add(model.at(task)
                                    + (caught
                                            ? ": said never to fail, and caught"
                                            : ": STEP_FAILED is caught nowhere around it"));
                        }
                    }
                });
    }

    @Test
    void errorsThrown_haveACatcher() {
        check("an error that nobody catches ends the run in the middle", (model, violations) -> {
            if (model.isProcedure()) {
                escaping(model).forEach(code -> violations.add(model.key() + ".bpmn: " + code + " leaves it uncaught"));
            }
        });
    }

    @Test
    void scopes_areSmall() {
        check("a scope that does not fit a screen is not read", (model, violations) -> {
            for (var scope : model.scopes()) {
                long nodes = model.nodesOf(scope).stream()
                        .filter(node -> !(node instanceof BoundaryEvent))
                        // they stand beside the flow, not in it
                        .filter(node -> !(node instanceof SubProcess aside && aside.triggeredByEvent()))
                        .count();
                if (nodes > 16) {
                    violations.add(model.at(scope) + ": has " + nodes + " nodes");
                }
            }
        });
    }

    private static void check(String because, BiConsumer<Model, List<String>> rule) {
        var violations = new ArrayList<String>();
        Models.all().forEach(model -> rule.accept(model, violations));
        assertThat(Models.all()).as("models found").isNotEmpty();
        assertThat(violations).as(because).isEmpty();
    }

    private static void expect(
            List<String> violations, String where, String what, @Nullable String wanted, @Nullable String found) {
        if (!Objects.equals(wanted, found)) {
            violations.add(where + ": " + what + " is " + found + ", not " + wanted);
        }
    }

    private static <T extends ModelElementInstance> Collection<T> extensions(BaseElement element, Class<T> type) {
        ExtensionElements extensions = element.getExtensionElements();
        return extensions == null ? List.of() : extensions.getChildElementsByType(type);
    }

    private static String property(BaseElement element, String name) {
        return extensions(element, CamundaProperties.class).stream()
                .flatMap(properties -> properties.getCamundaProperties().stream())
                .filter(property -> name.equals(property.getCamundaName()))
                .map(property -> property.getCamundaValue())
                .collect(Collectors.joining());
    }

    private static String prefix(FlowNode node) {
        if (node instanceof SubProcess subProcess) {
            return subProcess.triggeredByEvent() ? "eventSubProcess" : "subProcess";
        }
        if (node instanceof Gateway) {
            return "gateway";
        }
        if (node instanceof BoundaryEvent || node instanceof IntermediateCatchEvent) {
            return "event";
        }
        return node instanceof Event || node instanceof Task || node instanceof CallActivity
                ? node.getElementType().getTypeName()
                : "a type that these models do not use";
    }

    private static String nameInFlow(FlowNode node, Map<String, Long> shared) {
        String name = Models.bareName(node);
        return shared.get(name) == 1
                ? name
                : node.getId().substring(0, node.getId().indexOf('_')) + capital(name);
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String kebab(String lowerCamel) {
        return lowerCamel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String screaming(String lowerCamel) {
        return lowerCamel.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    /** One way or the other; a parallel gateway goes all of them. */
    private static boolean asks(FlowNode node) {
        return node.getOutgoing().size() > 1 && !(node instanceof ParallelGateway);
    }

    private static boolean acts(ServiceTask task) {
        return ACTING_VERBS.contains(Models.bareName(task).replaceAll("[A-Z].*", ""));
    }

    private static boolean loops(FlowNode node) {
        return node instanceof Activity activity && activity.getLoopCharacteristics() != null;
    }

    private static boolean inPlainSubProcess(FlowNode node) {
        return node.getParentElement() instanceof SubProcess subProcess && !subProcess.triggeredByEvent();
    }

    private static Set<String> caughtAt(Model model, Activity activity) {
        return model.all(BoundaryEvent.class).stream()
                .filter(event -> event.getAttachedTo().equals(activity))
                .flatMap(event -> codes(event).stream())
                .collect(Collectors.toSet());
    }

    private static Set<String> codes(FlowElement event) {
        return event.getChildElementsByType(ErrorEventDefinition.class).stream()
                .map(definition -> definition.getError().getErrorCode())
                .collect(Collectors.toSet());
    }

    /** Codes that end events of this model and of those it calls throw, and that nothing on the way out catches. */
    private static Set<String> escaping(Model model) {
        var escaping = new HashSet<>(escaping(model, model.process()));
        for (var event : model.all(StartEvent.class)) {
            escaping.removeAll(codes((CatchEvent) event));
        }
        return escaping;
    }

    private static Set<String> escaping(Model model, BaseElement scope) {
        var escaping = new HashSet<String>();
        for (var node : model.nodesOf(scope)) {
            var thrown = new HashSet<String>();
            if (node instanceof EndEvent) {
                thrown.addAll(codes(node));
            } else if (node instanceof CallActivity call) {
                thrown.addAll(escaping(Models.named(call.getCalledElement())));
            } else if (node instanceof SubProcess) {
                thrown.addAll(escaping(model, node));
            }
            if (node instanceof Activity activity) {
                thrown.removeAll(caughtAt(model, activity));
            }
            escaping.addAll(thrown);
        }
        return escaping;
    }
}
