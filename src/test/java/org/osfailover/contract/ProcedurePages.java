package org.osfailover.contract;

import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.Documentation;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.IntermediateCatchEvent;
import org.camunda.bpm.model.bpmn.instance.ParallelGateway;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.UserTask;

/** Writes the pages of {@code docs/procedures} out of the models: what the model says is what the page says. */
final class ProcedurePages {

    private static final String NOTICE = "<!-- Generated from the models. Change the model, then run"
            + " ./mvnw test -Dtest=ProcedurePagesTest -Dpages.write=true -->\n\n";

    private ProcedurePages() {}

    /** File name to text. */
    static Map<String, String> all() {
        var pages = new TreeMap<String, String>();
        pages.put("README.md", index());
        Models.all().forEach(model -> pages.put(model.key() + ".md", page(model)));
        return pages;
    }

    private static String index() {
        var text = new StringBuilder(NOTICE)
                .append(
                        "# The procedures, step by step\n\nEvery page says what one model in `processes/` does, in the model's own words.\n")
                .append("\"Platform Server failover procedures\" is the vendor's document.\n\n## Procedures\n\n");
        Models.all().stream().filter(Model::isProcedure).forEach(model -> entry(text, model));
        text.append("\n## Building blocks\n\nCalled by the procedures; nobody starts them alone.\n\n");
        Models.all().stream().filter(model -> !model.isProcedure()).forEach(model -> entry(text, model));
        return text.toString();
    }

    private static void entry(StringBuilder text, Model model) {
        String said = documentation(model.process());
        text.append("- [")
                .append(model.process().getName())
                .append("](")
                .append(model.key())
                .append(".md): ")
                .append(said, 0, said.indexOf('.') + 1)
                .append('\n');
    }

    private static String page(Model model) {
        var text = new StringBuilder(NOTICE)
                .append("# ")
                .append(model.process().getName())
                .append("\n\n")
                .append(documentation(model.process()))
                .append("\n\n")
                .append("Model: [`processes/")
                .append(model.key())
                .append(".bpmn`](../../processes/")
                .append(model.key())
                .append(".bpmn)\n");
        scope(text, model, model.process(), 2);
        return text.toString();
    }

    private static void scope(StringBuilder text, Model model, BaseElement scope, int level) {
        var nodes = model.nodesOf(scope);
        var inner = new ArrayList<SubProcess>();
        text.append('\n');
        for (var node : nodes) {
            String line = line(node);
            if (!line.isEmpty()) {
                text.append("- ").append(line).append('\n');
            }
            if (node instanceof SubProcess subProcess) {
                inner.add(subProcess);
            }
        }
        for (var subProcess : inner) {
            text.append('\n')
                    .append("#".repeat(level))
                    .append(' ')
                    .append(subProcess.getName())
                    .append("\n\n")
                    .append(documentation(subProcess))
                    .append('\n');
            scope(text, model, subProcess, level + 1);
        }
    }

    private static String line(FlowNode node) {
        if (node instanceof StartEvent) {
            return "begins: " + node.getName();
        }
        if (node instanceof EndEvent) {
            return "ends: " + node.getName();
        }
        if (node instanceof BoundaryEvent event) {
            return "if \"" + node.getName() + "\" at **" + event.getAttachedTo().getName() + "**: "
                    + next(node.getOutgoing().iterator().next());
        }
        if (node instanceof IntermediateCatchEvent) {
            return "waits a moment, then: " + next(node.getOutgoing().iterator().next());
        }
        if (node instanceof ParallelGateway && node.getOutgoing().size() > 1) {
            return "side by side: "
                    + node.getOutgoing().stream().map(ProcedurePages::next).collect(Collectors.joining(" · "));
        }
        if (node instanceof Gateway) {
            return node.getName() == null
                    ? ""
                    : "*" + node.getName() + "* "
                            + node.getOutgoing().stream()
                                    .map(flow -> flow.getName() + ": " + next(flow))
                                    .collect(Collectors.joining(" · "));
        }
        String name = "**" + node.getName() + "**";
        if (node instanceof SubProcess subProcess) {
            return name + (subProcess.triggeredByEvent() ? " (whenever a person aborts the run)" : "") + ", see below";
        }
        String who = node instanceof UserTask task ? " (a person of `" + task.getCamundaCandidateGroups() + "`)" : "";
        String called = node instanceof CallActivity call
                ? " ([" + Models.named(call.getCalledElement()).process().getName() + "](" + call.getCalledElement()
                        + ".md)" + (call.getLoopCharacteristics() == null ? "" : ", every server at the same time")
                        + ")"
                : "";
        String automatic = node instanceof ServiceTask ? "" : who + called;
        return name + automatic + ": " + documentation(node);
    }

    /** The name of what a flow leads to; joins have none and are looked through. */
    private static String next(SequenceFlow flow) {
        FlowNode target = flow.getTarget();
        return target.getName() == null ? next(target.getOutgoing().iterator().next()) : target.getName();
    }

    private static String documentation(BaseElement element) {
        return element.getChildElementsByType(Documentation.class).stream()
                .map(Documentation::getTextContent)
                .collect(Collectors.joining(" "));
    }
}
