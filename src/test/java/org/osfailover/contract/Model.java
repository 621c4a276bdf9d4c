package org.osfailover.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;

/**
 * One model.
 *
 * @param key file name without its suffix, which is the process key, too
 * @param text the file as it lies there
 */
record Model(String key, String text, BpmnModelInstance instance) {

    static Model read(Path file) {
        String name = file.getFileName().toString();
        try {
            return new Model(
                    name.substring(0, name.length() - ".bpmn".length()),
                    Files.readString(file),
                    Bpmn.readModelFromFile(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    String resourceName() {
        return "processes/" + key + ".bpmn";
    }

    Process process() {
        return all(Process.class).iterator().next();
    }

    boolean isProcedure() {
        return process().isCamundaStartableInTasklist() && !key().equals("check-readiness");
    }

    <T extends ModelElementInstance> Collection<T> all(Class<T> type) {
        return instance.getModelElementsByType(type);
    }

    /** The process itself and every sub-process in it. */
    List<BaseElement> scopes() {
        var scopes = new ArrayList<BaseElement>();
        scopes.add(process());
        scopes.addAll(all(SubProcess.class));
        return scopes;
    }

    /** The nodes right in this scope, as they stand in the file; the model API would group them by type. */
    List<FlowNode> nodesOf(BaseElement scope) {
        var order = scope.getDomElement().getChildElements();
        return scope.getChildElementsByType(FlowNode.class).stream()
                .sorted(Comparator.comparing(node -> order.indexOf(node.getDomElement())))
                .toList();
    }

    /** How a violation names the place: {@code move-controller.bpmn#serviceTask_planMove}. */
    String at(BaseElement element) {
        return key + ".bpmn#" + element.getId();
    }
}
