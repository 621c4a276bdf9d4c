package org.osfailover.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Point;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.instance.Association;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.TextAnnotation;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnDiagram;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnLabel;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.bpmn.instance.di.DiagramElement;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.junit.jupiter.api.Test;

/** The diagrams are complete and drawn with care, and the XML is in one canonical form, so that a diff shows what changed. */
class ModelDiagramTest {

    private static final int GRID = 10;

    @Test
    void diagram_drawsEveryElementOnceInTheOrderOfTheModel() {
        check((model, violations) -> {
            var drawn = new ArrayList<String>();
            for (var plane : model.all(BpmnDiagram.class)
                    .iterator()
                    .next()
                    .getBpmnPlane()
                    .getDiagramElements()) {
                String id = plane.getId();
                String element = plane.getAttributeValue("bpmnElement");
                drawn.add(element);
                if (!id.equals(element + "_di")) {
                    violations.add(model.key() + ".bpmn: " + id + " draws " + element);
                }
            }
            var wanted = new ArrayList<String>();
            collect(model.process(), wanted);
            if (!drawn.equals(wanted)) {
                violations.add(model.key() + ".bpmn: draws\n" + drawn + ", and its elements are\n" + wanted);
            }
        });
    }

    @Test
    void elements_standInReadingOrderNodesFirst() {
        check((model, violations) -> {
            for (var scope : model.scopes()) {
                var nodes = model.nodesOf(scope);
                int last = -1;
                for (var flow : scope.getChildElementsByType(SequenceFlow.class)) {
                    int source = nodes.indexOf(flow.getSource());
                    if (source < last) {
                        violations.add(model.at(flow) + ": flows stand in the order of their sources");
                    }
                    last = source;
                }
                var order = children(scope)
                        .map(element -> element instanceof FlowNode ? 0 : element instanceof SequenceFlow ? 1 : 2)
                        .toList();
                if (!order.equals(order.stream().sorted().toList())) {
                    violations.add(model.at(scope) + ": nodes come first, then flows, then annotations");
                }
            }
        });
    }

    @Test
    void centresAndBends_lieOnTheGrid() {
        check((model, violations) -> {
            for (var shape : model.all(BpmnShape.class)) {
                if (shape.getBpmnElement() instanceof FlowNode) {
                    var bounds = shape.getBounds();
                    var box = rectangle(bounds);
                    whole(bounds.getX(), bounds.getY(), bounds.getWidth(), bounds.getHeight())
                            .filter(fraction -> fraction)
                            .findAny()
                            .ifPresent(fraction ->
                                    violations.add(model.key() + ".bpmn: " + shape.getId() + ": not whole numbers"));
                    boolean container = shape.getBpmnElement() instanceof SubProcess;
                    Point centre = new Point(box.x + box.width / 2, box.y + box.height / 2);
                    if (!onGrid(container ? box.getLocation() : centre)) {
                        violations.add(model.key() + ".bpmn: " + shape.getId() + ": centre is not on the grid");
                    }
                }
            }
            for (var edge : model.all(BpmnEdge.class)) {
                var points = points(edge);
                for (int i = 1; i < points.size(); i++) {
                    var from = points.get(i - 1);
                    var to = points.get(i);
                    if (from.x != to.x && from.y != to.y) {
                        violations.add(model.key() + ".bpmn: " + edge.getId() + ": a slanted line");
                    }
                    if (i < points.size() - 1 && !onGrid(to)) {
                        violations.add(model.key() + ".bpmn: " + edge.getId() + ": a bend that is not on the grid");
                    }
                }
            }
        });
    }

    @Test
    void flows_touchOnlyTheirSourceAndTarget() {
        check((model, violations) -> {
            for (var edge : model.all(BpmnEdge.class)) {
                if (!(edge.getBpmnElement() instanceof SequenceFlow flow)) {
                    continue;
                }
                for (var shape : shapes(model).entrySet()) {
                    var node = shape.getKey();
                    boolean around = node instanceof SubProcess && contains(node, flow);
                    if (!around
                            && !node.equals(flow.getSource())
                            && !node.equals(flow.getTarget())
                            && !attached(node, flow)
                            && crosses(edge, shape.getValue())) {
                        violations.add(model.at(flow) + ": runs through " + node.getId());
                    }
                }
                for (var end : Map.of(flow.getSource(), first(edge), flow.getTarget(), last(edge))
                        .entrySet()) {
                    var box = new Rectangle(shapes(model).get(end.getKey()));
                    box.grow(1, 1);
                    if (!box.contains(end.getValue())) {
                        violations.add(model.at(flow) + ": does not reach "
                                + end.getKey().getId());
                    }
                }
            }
        });
    }

    @Test
    void labels_hideNothing() {
        check((model, violations) -> {
            var labels = new LinkedHashMap<String, Rectangle>();
            for (var label : model.all(BpmnLabel.class)) {
                labels.put(((DiagramElement) label.getParentElement()).getId(), rectangle(label.getBounds()));
            }
            labels.forEach((name, box) -> {
                labels.forEach((other, otherBox) -> {
                    if (name.compareTo(other) < 0 && box.intersects(otherBox)) {
                        violations.add(model.key() + ".bpmn: labels of " + name + " and " + other + " overlap");
                    }
                });
                shapes(model).forEach((node, shape) -> {
                    var ring = node instanceof SubProcess && shape.contains(box);
                    if (!ring && shape.intersects(box)) {
                        violations.add(model.key() + ".bpmn: label of " + name + " overlaps " + node.getId());
                    }
                });
                for (var edge : model.all(BpmnEdge.class)) {
                    if (crosses(edge, box)) {
                        violations.add(model.key() + ".bpmn: " + edge.getId() + " runs through the label of " + name);
                    }
                }
            });
            for (var node : model.all(FlowNode.class)) {
                boolean event = node.getElementType().getTypeName().endsWith("Event");
                boolean outside = event || (node instanceof Gateway && node.getName() != null);
                if (outside != labels.containsKey(node.getId() + "_di")) {
                    violations.add(model.at(node) + ": its label has no place, or a place without a label");
                }
            }
        });
    }

    @Test
    void shapes_neitherOverlapNorLeaveTheirScope() {
        check((model, violations) -> shapes(model).forEach((node, box) -> {
            if (node.getParentElement() instanceof SubProcess around
                    && !shapes(model).get(around).contains(box)) {
                violations.add(model.at(node) + ": leaves " + around.getId());
            }
            shapes(model).forEach((other, otherBox) -> {
                boolean siblings = node.getParentElement().equals(other.getParentElement());
                boolean onItsEdge = node instanceof BoundaryEvent || other instanceof BoundaryEvent;
                if (siblings && !onItsEdge && node.getId().compareTo(other.getId()) < 0 && box.intersects(otherBox)) {
                    violations.add(model.at(node) + ": overlaps " + other.getId());
                }
            });
        }));
    }

    @Test
    void boundaryEvents_sitOnTheBottomEdgeAndLeadDown() {
        check((model, violations) -> {
            for (var event : model.all(BoundaryEvent.class)) {
                var box = shapes(model).get(event);
                var host = shapes(model).get(event.getAttachedTo());
                boolean within = box.x >= host.x - box.width / 2 && box.getMaxX() <= host.getMaxX() + box.width / 2.0;
                if (box.y + box.height / 2 != host.y + host.height || !within) {
                    violations.add(model.at(event) + ": is not on the bottom edge of "
                            + event.getAttachedTo().getId());
                }
                for (var edge : model.all(BpmnEdge.class)) {
                    if (event.getOutgoing().contains(edge.getBpmnElement())) {
                        var points = points(edge);
                        if (points.get(0).x != points.get(1).x || points.get(1).y <= points.get(0).y) {
                            violations.add(model.at(event) + ": does not lead down");
                        }
                    }
                }
            }
        });
    }

    @Test
    void xml_isCanonical() {
        check((model, violations) -> {
            String text = model.text();
            if (text.contains("\r") || text.contains("\t") || !text.endsWith(">\n")) {
                violations.add(model.key() + ".bpmn: line ends are LF, indentation is spaces, the last line ends");
            }
            if (!text.startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<bpmn:definitions ")) {
                violations.add(model.key() + ".bpmn: begins with another declaration, or has no prefix bpmn");
            }
            int depth = 0;
            int number = 0;
            for (String line : text.split("\n", -1)) {
                number++;
                String content = line.strip();
                if (content.isEmpty() || content.startsWith("<?")) {
                    continue;
                }
                if (content.startsWith("</")) {
                    depth--;
                }
                if (!line.equals("  ".repeat(depth) + content) || !content.startsWith("<")) {
                    violations.add(model.key() + ".bpmn:" + number
                            + ": not one element a line, indented by two spaces a level");
                    return;
                }
                if (!content.startsWith("</") && !content.endsWith("/>") && !content.contains("</")) {
                    depth++;
                }
            }
        });
    }

    private static void check(BiConsumer<Model, List<String>> rule) {
        var violations = new ArrayList<String>();
        Models.all().forEach(model -> rule.accept(model, violations));
        assertThat(violations).isEmpty();
    }

    private static Stream<BaseElement> children(BaseElement scope) {
        return Stream.<Class<? extends BaseElement>>of(
                        FlowNode.class, SequenceFlow.class, TextAnnotation.class, Association.class)
                .flatMap(type -> scope.getChildElementsByType(type).stream())
                .map(BaseElement.class::cast)
                .sorted((left, right) -> Integer.compare(position(scope, left), position(scope, right)));
    }

    private static int position(BaseElement scope, ModelElementInstance child) {
        return scope.getDomElement().getChildElements().indexOf(child.getDomElement());
    }

    private static void collect(BaseElement scope, List<String> ids) {
        children(scope).forEach(element -> {
            ids.add(element.getId());
            if (element instanceof SubProcess) {
                collect(element, ids);
            }
        });
    }

    private static Map<FlowNode, Rectangle> shapes(Model model) {
        var shapes = new LinkedHashMap<FlowNode, Rectangle>();
        for (var shape : model.all(BpmnShape.class)) {
            if (shape.getBpmnElement() instanceof FlowNode node) {
                shapes.put(node, rectangle(shape.getBounds()));
            }
        }
        return shapes;
    }

    private static Rectangle rectangle(Bounds bounds) {
        return new Rectangle(
                bounds.getX().intValue(),
                bounds.getY().intValue(),
                bounds.getWidth().intValue(),
                bounds.getHeight().intValue());
    }

    private static Stream<Boolean> whole(Double... numbers) {
        return Stream.of(numbers).map(number -> number != Math.rint(number));
    }

    private static boolean contains(FlowNode around, ModelElementInstance inner) {
        for (var at = inner.getParentElement(); at != null; at = at.getParentElement()) {
            if (at.equals(around)) {
                return true;
            }
        }
        return false;
    }

    private static boolean attached(FlowNode node, SequenceFlow flow) {
        return flow.getSource() instanceof BoundaryEvent event
                && event.getAttachedTo().equals(node);
    }

    private static boolean crosses(BpmnEdge edge, Rectangle box) {
        var points = points(edge);
        for (int i = 1; i < points.size(); i++) {
            var from = points.get(i - 1);
            var to = points.get(i);
            if (box.intersectsLine(from.x, from.y, to.x, to.y)) {
                return true;
            }
        }
        return false;
    }

    private static List<Point> points(BpmnEdge edge) {
        return edge.getWaypoints().stream()
                .map(point -> new Point((int) Math.rint(point.getX()), (int) Math.rint(point.getY())))
                .toList();
    }

    private static boolean onGrid(Point point) {
        return point.x % GRID == 0 && point.y % GRID == 0;
    }

    private static Point first(BpmnEdge edge) {
        return points(edge).get(0);
    }

    private static Point last(BpmnEdge edge) {
        var points = points(edge);
        return points.get(points.size() - 1);
    }
}
