package org.osfailover.web;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Stack;
import org.osfailover.run.Approval;
import org.osfailover.run.PlanStep;
import org.osfailover.run.Run;
import org.osfailover.run.RunReport;
import org.springframework.web.util.HtmlUtils;

/** A plan on paper: it can be worked through by hand if this program is lost, too. */
final class PlanPage {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm xxx");

    /** What a person does in place of a building block, from the published procedure; .NET first, then Java. */
    private static final Map<String, List<String>> BY_HAND = Map.of(
            "stop-and-disable-service",
            List.of(
                    "services.msc on the server: stop the OutSystems service that is named, startup type Disabled. Look again.",
                    "As root on the server: service outsystems stop <service>, then serviceconfigurator.sh -interactive:"
                            + " disable it. Look again: service outsystems status <service>."),
            "start-and-enable-service",
            List.of(
                    "services.msc on the server: startup type Automatic; start it where the line says so.",
                    "As root on the server: serviceconfigurator.sh -interactive: enable it; service outsystems start"
                            + " <service> where the line says so."),
            "point-to-controller",
            List.of(
                    "Configuration Tool on the server, tab Controller: write the address, Apply and Exit. Answer No to the"
                            + " Service Center installation. The services are restarted.",
                    "As root on the server: configurationtool.sh: write the Controller's address, restart of the services:"
                            + " yes, Service Center installation: no."),
            "install-service-center",
            List.of(
                    "On the new Controller: run the Service Center installer (Configuration Tool, answer Yes).",
                    "On the new Controller, as root: configurationtool.sh, keep every value, Service Center installation: yes."),
            "republish-applications",
            List.of(
                    "Service Center, Factory, Solutions: publish the all-content solution (the running version).",
                    "Service Center, Factory, Solutions: publish the all-content solution (the running version)."));

    private PlanPage() {}

    static String of(
            Run run, @Nullable Environment environment, List<PlanStep> plan, String hash, List<Approval> approvals) {
        StringBuilder html = new StringBuilder();
        String title = "Plan of run " + run.id();
        html.append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"UTF-8\"><title>")
                .append(text(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>")
                .append(text(title))
                .append("</h1><dl>");
        fact(html, "Procedure", run.procedure());
        fact(html, "Environment", run.environment() + (environment == null ? "" : " (" + environment.name() + ")"));
        fact(html, "Mode", run.mode() + (run.rehearsal() ? ", rehearsal" : ""));
        fact(html, "Reason", run.reason());
        fact(
                html,
                "Started",
                run.startedBy() + ", " + TIME.format(run.startedAt().atZone(ZoneId.systemDefault())));
        if (run.changeTicket() != null) {
            fact(html, "Change ticket", String.valueOf(run.changeTicket()));
        }
        fact(html, "Plan", hash.isEmpty() ? "none" : hash);
        fact(html, "Approval", approval(approvals, hash));
        html.append("</dl>");
        if (plan.isEmpty()) {
            html.append("<p>This run has no plan yet.</p>");
        } else {
            warnings(html, plan);
            table(html, environment, plan);
        }
        return html.append("<footer>")
                .append(text(title + ", " + hash))
                .append(
                        ". Secrets are masked. What is read on the servers before each command is not listed.</footer></body></html>")
                .toString();
    }

    private static String approval(List<Approval> approvals, String hash) {
        Optional<Approval> last =
                approvals.isEmpty() ? Optional.empty() : Optional.of(approvals.get(approvals.size() - 1));
        return last.map(approval -> (approval.approved() ? "approved by " : "rejected by ") + approval.person() + ", "
                        + TIME.format(approval.at().atZone(ZoneId.systemDefault())) + " ("
                        + (approval.kind().equals("SELF") ? "the starter alone" : "another person than the starter")
                        + ")"
                        + (approval.planHash().equals(hash) ? "" : ", an earlier plan: void")
                        + (approval.note() == null ? "" : ". " + approval.note()))
                .orElse("none yet");
    }

    private static void warnings(StringBuilder html, List<PlanStep> plan) {
        List<PlanStep> warnings =
                plan.stream().filter(step -> step.warning() != null).toList();
        if (warnings.isEmpty()) {
            return;
        }
        html.append("<h2>To know beforehand</h2><ul>");
        warnings.forEach(step -> html.append("<li>")
                .append(text(RunReport.about(
                        step.server(),
                        (step.sentence().isBlank() ? "" : withStop(step.sentence()) + " ") + step.warning())))
                .append("</li>"));
        html.append("</ul>");
    }

    private static String withStop(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }

    private static void table(StringBuilder html, @Nullable Environment environment, List<PlanStep> plan) {
        html.append(
                "<h2>Steps</h2><table><thead><tr><th></th><th>Step</th><th>Server</th><th>What is done</th></tr></thead><tbody>");
        for (PlanStep step : plan) {
            if (step.step().equals("before") || step.sentence().isBlank()) {
                continue;
            }
            html.append("<tr><td class=\"box\">&#9744;</td><td>")
                    .append(text(step.step()))
                    .append("</td><td>")
                    .append(text(step.server() == null ? "" : step.server() + address(environment, step.server())))
                    .append("</td><td><p><strong>")
                    .append(text(step.sentence()))
                    .append("</strong>")
                    .append(step.waitsForPerson() ? " <em>waits for a person</em>" : "")
                    .append(step.alreadyDone() ? " <em>is so already: nothing is sent</em>" : "")
                    .append("</p>");
            if (step.before() != null || step.after() != null) {
                html.append("<p>Now: ")
                        .append(text(String.valueOf(step.before())))
                        .append(". Then: ")
                        .append(text(String.valueOf(step.after())))
                        .append(".</p>");
            }
            byHand(environment, step).ifPresent(how -> html.append("<p class=\"hand\">By hand: ")
                    .append(text(how))
                    .append("</p>"));
            step.commands()
                    .forEach(command ->
                            html.append("<pre>").append(text(command)).append("</pre>"));
            if (step.lastTookSeconds() != null) {
                html.append("<p>Last time: ").append(step.lastTookSeconds()).append(" s.</p>");
            }
            html.append("</td></tr>");
        }
        html.append("</tbody></table>");
    }

    private static String address(@Nullable Environment environment, String server) {
        return environment == null
                ? ""
                : environment
                        .server(server)
                        .map(known -> " (" + known.address() + ")")
                        .orElse("");
    }

    private static Optional<String> byHand(@Nullable Environment environment, PlanStep step) {
        List<String> how = step.element() == null ? null : BY_HAND.get(step.element());
        if (how == null || environment == null) {
            return Optional.empty();
        }
        return Optional.of(how.get(environment.stack() == Stack.DOTNET ? 0 : 1));
    }

    private static void fact(StringBuilder html, String name, String value) {
        html.append("<dt>")
                .append(text(name))
                .append("</dt><dd>")
                .append(text(value))
                .append("</dd>");
    }

    private static String text(String value) {
        return HtmlUtils.htmlEscape(value);
    }

    private static final String STYLE =
            "body{font-family:sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;line-height:1.4}"
                    + "h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}"
                    + "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{font-weight:bold}dd{margin:0;overflow-wrap:anywhere}"
                    + "table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #999;padding:.4rem .5rem;text-align:left;vertical-align:top}"
                    + "td p{margin:0 0 .3rem}.box{font-size:1.3rem}.hand{color:#333}"
                    + "pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f3f3f3;padding:.4rem;margin:0 0 .3rem;font-size:.8rem}"
                    + "footer{margin-top:2rem;font-size:.8rem;color:#444;overflow-wrap:anywhere}"
                    + "@media print{body{margin:0;max-width:none;font-size:10pt}tr{break-inside:avoid}pre{border:1px solid #999;background:none}"
                    + "thead{display:table-header-group}}";
}
