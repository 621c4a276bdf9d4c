package org.osfailover.servicecenter.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.osfailover.servicecenter.ServiceCenter.PublicationState.FAILED;
import static org.osfailover.servicecenter.ServiceCenter.PublicationState.RUNNING;
import static org.osfailover.servicecenter.ServiceCenter.PublicationState.SUCCEEDED;
import static org.osfailover.servicecenter.ServiceCenter.PublicationState.SUCCEEDED_WITH_WARNINGS;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Stack;
import org.osfailover.servicecenter.ServiceCenter.PublicationState;

class PublicationJudgeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Solution 'All_Components' published successfully.",
                "Publish finished.: The solution 'Failover_production-2026-11-26-1' was published.",
                "Solution Failover_production-2026-11-26-1 published successfully",
                "Publication finished",
                "Publish completed",
                "Publishing of solution All_Components has finished",
                "Solution publish done.",
                "Successfully published solution All_Components",
                "All modules were published successfully",
                "Deployment completed with 0 errors and 0 warnings",
                "The publication was completed without errors",
                "Publication finished: 12 published, 0 failed",
                "12 | Info | Solution All_Components compiled and published successfully",
                "[{\"Id\":\"PublishFinished\",\"Message\":\"Publish Finished\",\"Type\":\"Info\"}]",
                "<Messages><HEMessage><Id>DeployFinished</Id><Message>Deploy Finished</Message><Detail>Solution All was deployed</Detail><Type>Info</Type></HEMessage></Messages>",
                "{\"Messages\":[{\"message\":\"Module 'A' published\",\"type\":\"Info\"}],\"Finished\":true,\"LastMessageId\":3}"
            })
    void endOfTheWhole_isSucceeded(String messages) {
        assertThat(judge(messages)).isEqualTo(SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Publishing solution All_Components started",
                "Compile Finished: The 'CS_B' eSpace was compiled successfully.",
                "<HEMessage><Id>CompileFinished</Id><Message>Compile Finished</Message><Type>Info</Type></HEMessage>",
                "<HEMessage><Id>DeployFinished</Id><Message>Deploy Finished</Message><Detail>The 'CS_B' eSpace was deployed successfully.</Detail><Type>Info</Type></HEMessage>",
                "<HEMessage><Id>DeployFinished</Id><Message>Deploy Finished</Message><Type>Info</Type></HEMessage>",
                "Module Orders published successfully",
                "Publication of module Orders finished",
                "Extension \"Zip\" was deployed",
                "Deployment to server fe2 completed",
                "Step 2 of 7 finished: publish",
                "Compilation of solution All_Components completed",
                "Warning: publish of 1 consumer failed",
                "Error: Module 'Orders' failed to compile",
                "Waiting for the deployment service"
            })
    void anythingElse_isStillRunning(String messages) {
        assertThat(judge(messages)).isEqualTo(RUNNING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Publication aborted",
                "Solution publish failed.",
                "Publish finished with errors",
                "Publication finished with 3 errors and 1 warning",
                "Execution Plan Abort",
                "Aborted",
                "Failed to publish solution All_Components",
                "Error: Publication finished",
                "Error: Module 'Orders' failed to compile\nPublication finished",
                "Publication finished: 10 succeeded, 2 failed"
            })
    void endWithErrors_isFailed(String messages) {
        assertThat(judge(messages)).isEqualTo(FAILED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Warning: Consumer module 'B' is outdated\nPublication finished",
                "Publication finished with warnings",
                "[{\"Type\":\"Warning\",\"Message\":\"x\"},{\"Type\":\"Info\",\"Message\":\"Solution published\"}]"
            })
    void endWithWarnings_isSaidSo(String messages) {
        assertThat(judge(messages)).isEqualTo(SUCCEEDED_WITH_WARNINGS);
    }

    @Test
    void patterns_overridden_areUsed() {
        assertThat(new PublicationJudge(settings(Map.of("service-center.publication.succeeded", "fertig")))
                        .judge(PublicationMessages.of("Alles fertig")))
                .isEqualTo(SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<?xml version=\"1.0\"?><ArrayOfHEMessage><HEMessage><Id>7</Id><Message>m</Message><Detail>d</Detail><Type>Warning</Type></HEMessage></ArrayOfHEMessage>",
                "<HEMessage><Id>7</Id><Message>m</Message><Detail>d</Detail><Type>Warning</Type></HEMessage>",
                "[{\"Id\":7,\"Message\":\"m\",\"Detail\":\"d\",\"Type\":\"Warning\"}]",
                "{\"messages\":[{\"id\":\"7\",\"message\":\"m\",\"detail\":\"d\",\"type\":\"Warning\",\"ExtraInfo\":null}]}"
            })
    void encodings_areTheSameMessage(String encoded) {
        PublicationMessages messages = PublicationMessages.of(encoded);

        assertThat(messages.messages()).isEqualTo(List.of(new PublicationMessage("7", "m", "d", "Warning")));
        assertThat(messages.lastId()).hasValue(7);
        assertThat(judge().warnings(messages)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7|Warning|text",
                "7;warning;text",
                "[7] [WARNING] text",
                "7 2026-11-22 03:10:05 Warning: text",
                "7\tWARN\ttext"
            })
    void lines_areReadWithTheirTypeAndNumber(String line) {
        assertThat(judge().warnings(PublicationMessages.of(line))).isEqualTo(1);
        assertThat(PublicationMessages.of(line).messages()).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo("7");
            assertThat(message.message()).isEqualTo("text");
        });
    }

    @Test
    void lines_thatOnlyMentionErrors_areNotErrors() {
        assertThat(judge().errors(PublicationMessages.of("Publication finished with 0 errors\nerrors: 0")))
                .isZero();
    }

    @Test
    void xmlOfAnotherShape_isReadTextByText() {
        assertThat(PublicationMessages.of(
                        "<log><entry id='3' type='Error'>Out of disk</entry><Finished>true</Finished></log>"))
                .isEqualTo(new PublicationMessages(
                        List.of(new PublicationMessage("3", "Out of disk", "", "Error")), OptionalInt.of(3), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<ul><li class=\"Warning\"><b>Outdated</b> Consumer &amp; producer of &#39;B&#39;</li></ul>",
                "<p class='msg warning'>Outdated Consumer &amp; producer of &quot;B&quot;<p>",
                "&lt;ul&gt;&lt;li class=\"warning\"&gt;Outdated Consumer &amp;amp; producer&lt;/li&gt;&lt;/ul&gt;",
                "<HEMessage><Message><![CDATA[<b>Outdated</b> Consumer &amp; producer]]></Message><Type>Warning</Type></HEMessage>",
                "{\"Message\":\"Outdated Consumer &amp; <i>producer</i>\",\"Type\":\"Warning\"}",
                "Warning: Outdated Consumer &amp; producer"
            })
    void markupAndEntities_areReadAsText(String encoded) {
        PublicationMessages messages = PublicationMessages.of(encoded);

        assertThat(messages.messages()).singleElement().satisfies(message -> assertThat(message.sentence())
                .startsWith("Outdated Consumer & producer"));
        assertThat(judge().warnings(messages)).isEqualTo(1);
    }

    @Test
    void typesInAnotherLanguage_areASetting() {
        PublicationJudge underTest = new PublicationJudge(settings(Map.of(
                "service-center.publication.error-type", "^erro$",
                "service-center.publication.warning-type", "^aviso$",
                "service-center.publication.succeeded", "solução publicada")));
        PublicationMessages messages = PublicationMessages.of("[{\"Type\":\"Aviso\",\"Message\":\"Consumidor\"},"
                + "{\"Type\":\"Info\",\"Message\":\"Solução publicada\"}]");

        assertThat(underTest.judge(messages)).isEqualTo(SUCCEEDED_WITH_WARNINGS);
        assertThat(judge("A solução foi publicada")).isEqualTo(RUNNING);
    }

    @Test
    void messagesOnceMore_areNotNews() {
        PublicationMessages numbered = PublicationMessages.of("6 Warning: a\n7 Warning: b\n8 Info: c");
        assertThat(numbered.after(7).messages())
                .extracting(PublicationMessage::id)
                .containsExactly("8");

        PublicationMessages inWords =
                new PublicationMessages(List.of(warning("a"), warning("b"), warning("c")), OptionalInt.of(3), false);
        assertThat(inWords.after(2).messages()).containsExactly(warning("c"));
        assertThat(inWords.after(3).messages()).isEmpty();
        assertThat(inWords.after(0).messages()).hasSize(3);
    }

    private static PublicationMessage warning(String text) {
        return new PublicationMessage("CompileFinished", text, "", "Warning");
    }

    @Test
    void brokenXmlAndJson_areReadAsLines() {
        assertThat(PublicationMessages.of("<a> is not closed").messages()).hasSize(1);
        assertThat(PublicationMessages.of("[10:00] Publishing").messages()).hasSize(1);
    }

    private static PublicationState judge(String messages) {
        return judge().judge(PublicationMessages.of(messages));
    }

    private static PublicationJudge judge() {
        return new PublicationJudge(settings(Map.of()));
    }

    private static ServiceCenterSettings settings(Map<String, String> overrides) {
        return new ServiceCenterSettings(new Environment(
                "production",
                "Production",
                Stack.DOTNET,
                Environment.ControllerStart.WITH_CONFIGURATION,
                Environment.RabbitMqPlacement.NONE,
                null,
                new Environment.Approvals(Environment.Approval.SELF, Environment.Approval.SELF),
                new Environment.TrafficSwitch.None(),
                Environment.LicenseInstallation.MANUAL,
                Environment.Republish.MANUAL,
                Environment.AllContent.TRUSTED,
                Environment.ApplyConfiguration.UPGRADE_INSTALL,
                new Environment.ServiceCenterEndpoint("http://10.0.0.11/ServiceCenter", "sc", "All"),
                List.of(),
                overrides));
    }
}
