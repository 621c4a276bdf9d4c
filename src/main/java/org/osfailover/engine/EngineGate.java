package org.osfailover.engine;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Stands before engine-rest and before the web applications' copy of it. Lets pass what {@link EngineCalls} lists; looks
 * into starts (no start instructions, no business key) and completions (only the variables that the model's task names);
 * and turns what a listener refused into a 400 with the sentence alone.
 */
class EngineGate extends OncePerRequestFilter {

    /** Request attribute with the sentence of a refusal, set by whoever refuses during the call. */
    static final String REFUSAL = "osfailover.refusal";

    private static final Logger LOG = LoggerFactory.getLogger(EngineGate.class);

    private static final String JSON_IN_UTF8 = "application/json;charset=UTF-8";
    private static final Pattern ENGINE_PREFIX =
            Pattern.compile("^(?:/engine-rest(?:/engine/[^/]+)?|/camunda/api/engine/engine/[^/]+)(/.*)?$");
    /** The web applications' own calls: log-in and log-out, and Cockpit's queries. */
    private static final Pattern WEB_APPLICATION_CALLS = Pattern.compile(
            "/camunda/api/(?:admin/auth/user/[^/]+/(?:login/[^/]+|logout)|cockpit/plugin/base/[^/]+/.*)");

    /** In a path as it was sent: a path parameter, an empty part, a dot part, a slash or backslash in disguise. */
    private static final Pattern NOT_PLAIN =
            Pattern.compile("//|;|%3b|\\\\|%5c|%2f|/(?:\\.|%2e){1,2}(?:/|$)", Pattern.CASE_INSENSITIVE);

    /** Around a sentence of the engine's own: "Cannot complete task <id>: …". */
    private static final Pattern ENGINES_FRAME = Pattern.compile("Cannot [a-z ]+ \\S+: (.+)", Pattern.DOTALL);

    /** What must not come from a caller into a line of the log. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final List<String> NOT_AT_A_START =
            List.of("startInstructions", "skipCustomListeners", "skipIoMappings", "caseInstanceId");

    private final ObjectMapper json = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private final ProcessEngine engine;
    private final TaskCompletions completions;
    private final IdentityIds identities;

    EngineGate(ProcessEngine engine) {
        this.engine = engine;
        this.completions = new TaskCompletions(engine);
        this.identities = IdentityIds.of(engine);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (READING.contains(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        if (!isPlain(request.getRequestURI())) {
            refuse(
                    request,
                    response,
                    "The path holds an empty part, a dot part or a ';': what this server checks and what the engine"
                            + " understands could differ. Write the path plainly.");
            return;
        }
        String path = pathOf(request);
        Matcher engine = ENGINE_PREFIX.matcher(path);
        if (!engine.matches()) {
            if (WEB_APPLICATION_CALLS.matcher(path).matches()) {
                chain.doFilter(request, response);
            } else {
                switchedOff(request, response, path);
            }
            return;
        }
        String call = engine.group(1) == null ? "/" : engine.group(1);
        if (!EngineCalls.isAllowed(request.getMethod(), call)) {
            switchedOff(request, response, call);
            return;
        }
        Matcher deletion = EngineCalls.DELETION.matcher(call);
        if ("DELETE".equals(request.getMethod()) && deletion.matches() && isPartOfARun(deletion.group(1))) {
            refuse(
                    request,
                    response,
                    "This instance is a part of a run, and deleting it alone would let the run go on without what it"
                            + " does. To end the run, delete its own instance (the uppermost one).");
            return;
        }
        Matcher completion = EngineCalls.COMPLETION.matcher(call);
        boolean isStart = EngineCalls.START.matcher(call).matches();
        boolean isCompletion = completion.matches();
        if (EngineCalls.IDENTITY.matcher(call).matches()) {
            identity(request, response, chain, call.startsWith("/user/"));
            return;
        }
        if (!isStart && !isCompletion) {
            inOneSentence(request, response, chain, call);
            return;
        }
        byte[] body = request.getInputStream().readAllBytes();
        List<String> problems = new ArrayList<>();
        Optional<Set<String>> allowed = isStart ? Optional.empty() : completions.allowedVariables(completion.group(1));
        try {
            JsonNode content = body.length == 0 ? json.createObjectNode() : json.readTree(body);
            GivenVariables given = new GivenVariables(content);
            given.check(problems);
            if (isStart) {
                checkStart(content, problems);
            }
            allowed.ifPresent(names -> checkCompletion(names, given, problems));
            body = given.hasChanged() ? json.writeValueAsBytes(content) : body;
        } catch (JsonProcessingException malformed) {
            problems.add("The request is not valid JSON (" + malformed.getOriginalMessage() + "); nothing was done.");
        }
        if (!problems.isEmpty()) {
            refuse(request, response, String.join(" ", problems));
            return;
        }
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        chain.doFilter(new RequestWithBody(request, body, JSON_IN_UTF8), answer);
        if (answer.getStatus() < 400) {
            answer.copyBodyToResponse();
            return;
        }
        Optional<String> refusal = refusal(request, answer);
        if (isDenied(request, response, call, answer)) {
            return;
        }
        if (refusal.isPresent()) {
            response.reset();
            refuse(request, response, refusal.get());
        } else if (isCompletion && allowed.isEmpty() && answer.getStatus() == 500) {
            response.reset();
            Answers.engineError(
                    response,
                    404,
                    "InvalidRequestException",
                    "There is no open task '" + completion.group(1)
                            + "': it has been completed, or its run has ended. Load the list of tasks anew.");
        } else {
            answer.copyBodyToResponse();
        }
    }

    /** A user or group that is made or changed: an id that the engine would fail at is refused by its name. */
    private void identity(HttpServletRequest request, HttpServletResponse response, FilterChain chain, boolean isUser)
            throws ServletException, IOException {
        byte[] body = request.getInputStream().readAllBytes();
        JsonNode content = body.length == 0 ? json.createObjectNode() : json.readTree(body);
        JsonNode id =
                content.path("profile").isObject() ? content.path("profile").path("id") : content.path("id");
        Optional<String> problem = id.isTextual() ? identities.problem(id.asText(), isUser) : Optional.empty();
        if (problem.isPresent()) {
            refuse(request, response, problem.get());
        } else {
            chain.doFilter(new RequestWithBody(request, body, JSON_IN_UTF8), response);
        }
    }

    /** Whatever else may be done, as long as this user may; queries pass unbuffered. */
    private void inOneSentence(HttpServletRequest request, HttpServletResponse response, FilterChain chain, String call)
            throws ServletException, IOException {
        if (EngineCalls.isQuery(call)) {
            chain.doFilter(request, response);
            return;
        }
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        chain.doFilter(request, answer);
        if (!isDenied(request, response, call, answer)) {
            answer.copyBodyToResponse();
        }
    }

    /** Where the engine lists its permissions, one sentence is answered in their place. */
    private boolean isDenied(
            HttpServletRequest request, HttpServletResponse response, String call, ContentCachingResponseWrapper answer)
            throws IOException {
        Optional<String> denial = answer.getStatus() == 403
                ? MissingPermission.sentence(request.getMethod(), call, message(answer))
                : Optional.empty();
        if (denial.isPresent()) {
            response.reset();
            Answers.engineError(response, 403, "AuthorizationException", denial.get());
        }
        return denial.isPresent();
    }

    /** What a listener refused, or what the engine itself could not understand: the sentence without the engine's frame. */
    private Optional<String> refusal(HttpServletRequest request, ContentCachingResponseWrapper answer)
            throws IOException {
        if (request.getAttribute(REFUSAL) instanceof String sentence) {
            return Optional.of(sentence);
        }
        if (answer.getStatus() != 400) {
            return Optional.empty();
        }
        Matcher framed = ENGINES_FRAME.matcher(message(answer));
        return framed.matches() ? Optional.of(framed.group(1)) : Optional.empty();
    }

    /** The engine's message in an error; empty where there is none. */
    private String message(ContentCachingResponseWrapper answer) throws IOException {
        try {
            return json.readTree(answer.getContentAsByteArray()).path("message").asText();
        } catch (JsonProcessingException notJson) {
            return "";
        }
    }

    private boolean isPartOfARun(String instanceId) {
        ProcessInstance instance = engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceId(instanceId)
                .singleResult();
        return instance != null && !instanceId.equals(instance.getRootProcessInstanceId());
    }

    private static void checkStart(JsonNode content, List<String> problems) {
        for (String field : NOT_AT_A_START) {
            if (content.hasNonNull(field)
                    && !(content.get(field).isBoolean() && !content.get(field).asBoolean())) {
                problems.add("'" + field + "' can't be used here: a procedure always runs from its beginning, with all"
                        + " of its checks. Leave it out.");
            }
        }
        if (content.hasNonNull("businessKey")
                && !content.get("businessKey").asText().isBlank()) {
            problems.add("A business key can't be given: the run gets its own id. Leave 'businessKey' out.");
        }
    }

    private static void checkCompletion(Set<String> allowed, GivenVariables variables, List<String> problems) {
        Set<String> others = variables.names();
        others.removeAll(allowed);
        if (!others.isEmpty()) {
            problems.add("This task takes no variable "
                    + String.join(", ", others.stream().map(n -> "'" + n + "'").toList()) + "; it takes "
                    + (allowed.isEmpty() ? "none" : String.join(", ", allowed)) + ". Nothing was done.");
        }
    }

    private static void switchedOff(HttpServletRequest request, HttpServletResponse response, String call)
            throws IOException {
        Answers.engineError(
                response,
                403,
                "AuthorizationException",
                request.getMethod() + " " + call
                        + " is switched off on this server, for everyone: it would go around the"
                        + " procedures' checks, lock or approval (or it is not needed). See docs/operations.md.");
    }

    /** 400 with the sentence alone; and one line in the log, since the engine's own is dropped. */
    private static void refuse(HttpServletRequest request, HttpServletResponse response, String sentence)
            throws IOException {
        LOG.info(
                "refused: {} {} by {}: {}",
                request.getMethod(),
                CONTROL.matcher(pathOf(request)).replaceAll(" "),
                request.getAttribute(Authentication.USER) instanceof String user
                        ? user
                        : "a user of the web applications",
                CONTROL.matcher(sentence).replaceAll(" "));
        Answers.engineError(response, 400, "InvalidRequestException", sentence);
    }

    /**
     * Whether the path can be understood in one way only: the servlet container drops path parameters and resolves empty
     * and dot parts, encoded ones too, while the engine's API looks at the path as it was sent.
     */
    private static boolean isPlain(String uri) {
        return !NOT_PLAIN.matcher(uri).find();
    }

    private static String pathOf(HttpServletRequest request) {
        String info = request.getPathInfo();
        return request.getServletPath() + (info == null ? "" : info);
    }
}
