package org.osfailover.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.Error;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.MultiInstanceLoopCharacteristics;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaExecutionListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaOut;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaTaskListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osfailover.procedure.support.Variable;
import org.springframework.stereotype.Component;

/** The models and the Java beside them say the same: ids, keys, error codes, beans, variables. */
class ProcessConstantsTest {

    private static final Pattern BEAN = Pattern.compile("[$#]\\{\\s*([a-zA-Z]+)\\s*\\}");
    private static final Pattern BEAN_CALL = Pattern.compile("[$#]\\{\\s*([a-zA-Z]+)\\.([a-zA-Z]+)\\(");
    private static final Pattern CONDITION = Pattern.compile("\\$\\{!?([a-zA-Z]+)\\}");

    private static JavaClasses production;

    @BeforeAll
    static void readClasses() {
        production = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.osfailover.procedure");
    }

    @Test
    void everyModel_hasItsConstantsAndEveryConstantsClassItsModel() {
        Map<String, String> packageOfKey = new TreeMap<>();
        constantsClasses()
                .forEach(type -> packageOfKey.put(
                        text(type, "KEY"),
                        type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1)));

        assertThat(packageOfKey).hasSize((int) constantsClasses().count());
        assertThat(packageOfKey.keySet())
                .containsExactlyElementsOf(
                        Models.all().stream().map(Model::key).sorted().toList());
        assertThat(packageOfKey).allSatisfy((key, folder) -> assertThat(folder).isEqualTo(key.replace("-", "")));
        constantsClasses().forEach(type -> assertThat(type.getSimpleName().toLowerCase(java.util.Locale.ROOT))
                .isEqualTo(text(type, "KEY").replace("-", "") + "process"));
    }

    @Test
    void everyElementConstant_isInTheModelAndEveryTaskAndCallHasOne() {
        constantsClasses().forEach(type -> {
            Model model = Models.named(text(type, "KEY"));
            Set<String> named = constants(type, "Elements");

            assertThat(ids(model.all(FlowElement.class))).as(model.key()).containsAll(named);
            assertThat(named)
                    .as(model.key())
                    .containsAll(ids(model.all(ServiceTask.class)))
                    .containsAll(ids(model.all(UserTask.class)))
                    .containsAll(ids(model.all(CallActivity.class)));
        });
    }

    @Test
    void everyConstant_isNamedAfterItsId() {
        constantsClasses()
                .flatMap(type -> Stream.of(type.getDeclaredClasses()))
                .flatMap(nested -> Stream.of(nested.getDeclaredFields()))
                .forEach(field -> assertThat(field.getName().replace("_", ""))
                        .as(field.toString())
                        .isEqualToIgnoringCase(
                                text(field.getDeclaringClass(), field.getName()).replace("_", "")));
    }

    @Test
    void errorCodes_areThoseOfTheModel() {
        constantsClasses().forEach(type -> {
            Model model = Models.named(text(type, "KEY"));

            assertThat(constants(type, "Errors"))
                    .as(model.key())
                    .isEqualTo(model.all(Error.class).stream()
                            .map(Error::getErrorCode)
                            .collect(Collectors.toCollection(TreeSet::new)));
        });
    }

    @Test
    void calledProcesses_areThere() {
        Set<String> keys = constantsClasses().map(type -> text(type, "KEY")).collect(Collectors.toSet());
        Models.all().forEach(model -> assertThat(model.all(CallActivity.class))
                .as(model.key())
                .extracting(CallActivity::getCalledElement)
                .isSubsetOf(keys));
    }

    @Test
    void everyExpression_namesABeanOfTheRightKind() {
        Map<String, Class<?>> beans = beans();
        Models.all().forEach(model -> {
            model.all(ServiceTask.class)
                    .forEach(task -> check(beans, task.getCamundaDelegateExpression(), JavaDelegate.class));
            model.all(CamundaExecutionListener.class)
                    .forEach(
                            listener -> check(beans, listener.getCamundaDelegateExpression(), ExecutionListener.class));
            model.all(CamundaTaskListener.class)
                    .forEach(listener -> check(beans, listener.getCamundaDelegateExpression(), TaskListener.class));
            BEAN_CALL.matcher(model.text()).results().forEach(call -> {
                if (call.group(1).equals("execution")) {
                    return;
                }
                assertThat(beans).as(call.group()).containsKey(call.group(1));
                assertThat(beans.get(call.group(1)).getMethods())
                        .as(call.group())
                        .extracting(java.lang.reflect.Method::getName)
                        .contains(call.group(2));
            });
        });
    }

    @Test
    void everyDelegateAndListener_isUsedBySomeModel() {
        String allModels = Models.all().stream().map(Model::text).collect(Collectors.joining());
        assertThat(beans().entrySet().stream()
                        .filter(bean -> JavaDelegate.class.isAssignableFrom(bean.getValue())
                                || ExecutionListener.class.isAssignableFrom(bean.getValue())
                                || TaskListener.class.isAssignableFrom(bean.getValue()))
                        .map(Map.Entry::getKey))
                .allMatch(name -> allModels.contains("${" + name + "}"), "is named by some model");
    }

    @Test
    void everyVariableOfACondition_isSetBySomebody() {
        for (Model model : Models.all()) {
            Set<String> set = setIn(model);
            for (SequenceFlow flow : model.all(SequenceFlow.class)) {
                if (flow.getConditionExpression() == null) {
                    continue;
                }
                String condition = flow.getConditionExpression().getTextContent();
                List<String> names = groups(CONDITION, condition);
                assertThat(names).as(model.at(flow)).hasSize(1);
                assertThat(set).as(model.at(flow)).containsAll(names);
            }
        }
    }

    @Test
    void everyVariableOfALoop_isSetBySomebody() {
        Pattern arguments = Pattern.compile("\\(([^)]*)\\)");
        for (Model model : Models.all()) {
            for (MultiInstanceLoopCharacteristics loop : model.all(MultiInstanceLoopCharacteristics.class)) {
                String arguments1 =
                        groups(arguments, loop.getCamundaCollection()).get(0);
                assertThat(setIn(model))
                        .as(model.key())
                        .containsAll(Arrays.stream(arguments1.split(",", -1))
                                .map(String::strip)
                                .filter(argument -> !argument.isEmpty())
                                .toList());
            }
        }
    }

    /** Each call passes only what the caller has, and takes only what the called process sets. */
    @Test
    void everyVariablePassedToACall_isThere() {
        for (Model model : Models.all()) {
            Set<String> set = setIn(model);
            for (CallActivity call : model.all(CallActivity.class)) {
                assertThat(sources(call)).as(model.at(call)).allMatch(set::contains);
                assertThat(call.getExtensionElements().getChildElementsByType(CamundaOut.class))
                        .as(model.at(call))
                        .extracting(CamundaOut::getCamundaSource)
                        .allMatch(name ->
                                setIn(Models.named(call.getCalledElement())).contains(name));
            }
        }
    }

    @Test
    void everyForm_isDeployedWithItsModel() {
        Pattern deployed = Pattern.compile("embedded:deployment:(forms/.+)");
        for (Model model : Models.all()) {
            Stream.concat(
                            model.all(UserTask.class).stream().map(UserTask::getCamundaFormKey),
                            model.all(StartEvent.class).stream()
                                    .map(StartEvent::getCamundaFormKey)
                                    .filter(key -> key != null))
                    .forEach(key -> {
                        assertThat(key).matches(deployed);
                        // what the build copies from here is what engine.ModelDeployment deploys
                        Path file = Path.of(groups(deployed, key).get(0));
                        assertThat(Files.isRegularFile(file)).as(key).isTrue();
                        assertThat(file.getName(1)).hasToString(model.key());
                    });
        }
    }

    private static List<String> sources(CallActivity call) {
        return call.getExtensionElements().getChildElementsByType(CamundaIn.class).stream()
                .map(CamundaIn::getCamundaSource)
                .filter(source -> source != null)
                .toList();
    }

    /** What a model's instances can have: passed in, started or completed with, counted by a loop, or set by its code. */
    private static Set<String> setIn(Model model) {
        Set<String> names = new HashSet<>();
        for (Model caller : Models.all()) {
            caller.all(CallActivity.class).stream()
                    .filter(call -> call.getCalledElement().equals(model.key()))
                    .flatMap(call -> call.getExtensionElements().getChildElementsByType(CamundaIn.class).stream())
                    .map(CamundaIn::getCamundaTarget)
                    .filter(target -> target != null)
                    .forEach(names::add);
        }
        model.all(CamundaOut.class).forEach(out -> names.add(out.getCamundaTarget()));
        model.all(CamundaProperty.class)
                .forEach(property ->
                        names.addAll(Arrays.asList(property.getCamundaValue().split(",", -1))));
        model.all(MultiInstanceLoopCharacteristics.class).forEach(loop -> names.add(loop.getCamundaElementVariable()));
        names.addAll(setByCodeOf(model));
        return names;
    }

    /** The variables whose constants the delegates and listeners of this model reach, in their package and support. */
    private static Set<String> setByCodeOf(Model model) {
        Map<String, Class<?>> beans = beans();
        Set<String> names = new HashSet<>();
        Set<JavaClass> reached = groups(BEAN, model.text()).stream()
                .map(beans::get)
                .filter(bean -> bean != null)
                .map(production::get)
                .collect(Collectors.toCollection(HashSet::new));
        List<JavaClass> open = new ArrayList<>(reached);
        while (!open.isEmpty()) {
            JavaClass next = open.remove(0);
            next.getFieldAccessesFromSelf().stream()
                    .filter(access -> access.getTarget().getRawType().isEquivalentTo(Variable.class))
                    .filter(access -> access.getTarget()
                            .resolveMember()
                            .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                            .isPresent())
                    .forEach(access -> names.add(nameOf(
                            access.getTargetOwner().reflect(),
                            access.getTarget().getName())));
            next.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass())
                    .filter(target -> target.getPackageName().startsWith("org.osfailover.procedure"))
                    .filter(target -> !target.getModifiers().contains(JavaModifier.ABSTRACT))
                    .filter(reached::add)
                    .forEach(open::add);
        }
        return names;
    }

    private static String nameOf(Class<?> owner, String field) {
        try {
            var constant = owner.getDeclaredField(field);
            constant.setAccessible(true);
            return ((Variable<?>) constant.get(null)).name();
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(owner + "." + field, impossible);
        }
    }

    private static void check(Map<String, Class<?>> beans, String expression, Class<?> kind) {
        List<String> names = groups(BEAN, expression);
        assertThat(names).as(expression).hasSize(1);
        assertThat(beans).as(expression).containsKey(names.get(0));
        assertThat(kind).as(expression).isAssignableFrom(beans.get(names.get(0)));
    }

    private static Map<String, Class<?>> beans() {
        Map<String, Class<?>> beans = new TreeMap<>();
        production.stream()
                .filter(type -> type.isAnnotatedWith(Component.class))
                .forEach(type -> {
                    String name = type.getAnnotationOfType(Component.class).value();
                    if (!name.isEmpty()) {
                        assertThat(beans.put(name, type.reflect())).as(name).isNull();
                    }
                });
        return beans;
    }

    private static Stream<Class<?>> constantsClasses() {
        return production.stream()
                .filter(type -> type.isTopLevelClass() && type.getSimpleName().endsWith("Process"))
                .sorted(java.util.Comparator.comparing(JavaClass::getName))
                .<Class<?>>map(JavaClass::reflect);
    }

    private static Set<String> constants(Class<?> type, String nested) {
        return Stream.of(type.getDeclaredClasses())
                .filter(inner -> inner.getSimpleName().equals(nested))
                .flatMap(inner -> Stream.of(inner.getDeclaredFields()))
                .map(field -> text(field.getDeclaringClass(), field.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Class<?> type, String field) {
        try {
            return (String) type.getDeclaredField(field).get(null);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(type + "." + field, impossible);
        }
    }

    private static List<String> ids(Collection<? extends FlowElement> elements) {
        return elements.stream().map(FlowElement::getId).toList();
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult hit) -> hit.group(1))
                .toList();
    }
}
