"""The room of the public: questions that teach, and (to come) what right answers give and how far a campaign reaches."""
