/** The few members of the SDK that the bench uses; the package has no types of its own. */
declare module "facebook-nodejs-business-sdk" {
  class UserData {
    setEmail(email: string): this;
    setPhone(phone: string): this;
    setFirstName(name: string): this;
    setLastName(name: string): this;
    setCity(city: string): this;
    setState(state: string): this;
    setZip(zip: string): this;
    setCountry(country: string): this;
    setExternalId(id: string): this;
  }

  class CustomData {
    setValue(value: number): this;
    setCurrency(currency: string): this;
    setOrderId(id: string): this;
  }

  class ServerEvent {
    setEventName(name: string): this;
    setEventTime(seconds: number): this;
    setEventId(id: string): this;
    setActionSource(source: string): this;
    setUserData(user: UserData): this;
    setCustomData(custom: CustomData): this;
  }

  class EventRequest {
    constructor(accessToken: string, datasetId: string);
    setEvents(events: readonly ServerEvent[]): this;
    execute(): Promise<{ readonly events_received: number }>;
  }

  const CrashReporter: { disable(): void };
  const FacebookAdsApi: { init(accessToken: string): unknown };

  export { CrashReporter, CustomData, EventRequest, FacebookAdsApi, ServerEvent, UserData };
}
