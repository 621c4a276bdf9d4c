package org.osfailover;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.osfailover.farm.Environment;
import org.osfailover.farm.StartCheck;
import org.osfailover.farm.StartProblem;
import org.osfailover.farm.inventory.InvalidInventoryException;
import org.osfailover.farm.inventory.InventoryFile;
import org.osfailover.farm.inventory.OverrideKeys;
import org.osfailover.remote.Credentials;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.filter.AssignableTypeFilter;

/**
 * Everything that must be right before the program starts, looked at before any bean is made and before the database is
 * written to: one refusal names all of it.
 */
class StartChecks implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment settings = context.getEnvironment();
        List<StartProblem> problems = new ArrayList<>();
        try (GenericApplicationContext parts = parts(settings)) {
            List<Environment> environments = inventory(settings, parts, problems);
            parts.getBeansOfType(StartCheck.class)
                    .values()
                    .forEach(check -> problems.addAll(check.problems(environments)));
            context.getBeanFactory().registerSingleton("startFacts", new StartFacts(environments));
        }
        if (!problems.isEmpty()) {
            throw new StartRefusedException(problems);
        }
    }

    /** After those that settle settings, the demo's among them. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    /** The checks, wherever they live, and what they need; nothing else of the program. */
    private static GenericApplicationContext parts(ConfigurableEnvironment settings) {
        GenericApplicationContext parts = new GenericApplicationContext();
        parts.setEnvironment(settings);
        ClassPathBeanDefinitionScanner scanner = new ClassPathBeanDefinitionScanner(parts, false, settings);
        for (Class<?> part : List.of(StartCheck.class, OverrideKeys.class, Credentials.class)) {
            scanner.addIncludeFilter(new AssignableTypeFilter(part));
        }
        scanner.scan(StartChecks.class.getPackageName());
        parts.refresh();
        return parts;
    }

    private static List<Environment> inventory(
            ConfigurableEnvironment settings, GenericApplicationContext parts, List<StartProblem> problems) {
        String file = settings.getProperty("failover.inventory", "./environments.yaml");
        try {
            return InventoryFile.read(
                    Path.of(file),
                    List.copyOf(parts.getBeansOfType(OverrideKeys.class).values()));
        } catch (InvalidInventoryException e) {
            problems.add(new StartProblem(String.valueOf(e.getMessage()), InvalidInventoryException.REMEDY));
        } catch (InvalidPathException e) {
            problems.add(new StartProblem(
                    "failover.inventory is '" + file + "', which is no path of a file.",
                    InvalidInventoryException.REMEDY));
        }
        return List.of();
    }

    /**
     * What was found on the way.
     *
     * @param environments of the inventory
     */
    record StartFacts(List<Environment> environments) {}

    /** The program does not start. */
    static final class StartRefusedException extends RuntimeException {
        private final transient List<StartProblem> problems;

        StartRefusedException(List<StartProblem> problems) {
            super(problems.stream().map(StartProblem::problem).collect(Collectors.joining("\n")));
            this.problems = List.copyOf(problems);
        }
    }

    /** Says all of it, each with its remedy. */
    static final class Analyzer extends AbstractFailureAnalyzer<StartRefusedException> {
        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, StartRefusedException cause) {
            return new FailureAnalysis(
                    cause.problems.stream().map(StartProblem::toString).collect(Collectors.joining("\n\n")),
                    "Correct it and start again; nothing was changed. The same command with 'check' before its options"
                            + " looks whether the program could start, and starts nothing.",
                    cause);
        }
    }
}
